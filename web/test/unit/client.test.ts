// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from "vitest";
import { alone, wanted } from "@/api/client";
import { logOut, readSession } from "@/api/session";

const answer = (code: number) => new Response(JSON.stringify({ code, msg: "", data: {} }));

test("a logout ends what is under way, and lets nothing begin before it is through", async () => {
  const ended: string[] = [];
  let loggedOut: (answer: Response) => void = () => {};
  vi.stubGlobal("fetch", (path: string, { signal }: RequestInit) => {
    if (path.endsWith("/end")) return new Promise<Response>((resolve) => (loggedOut = resolve));
    const aborted = () => new DOMException("aborted", "AbortError");
    if (signal?.aborted) return Promise.reject(aborted());
    return new Promise((_, reject) => signal?.addEventListener("abort", () => (ended.push(path), reject(aborted()))));
  });
  const before = readSession("staff");
  const leaving = logOut("staff");
  expect(ended).toHaveLength(1);
  expect(await before).toEqual({ kind: "later", reason: "offline" });
  expect(await readSession("staff")).toEqual({ kind: "later", reason: "offline" });
  loggedOut(answer(200));
  expect((await leaving).kind).toBe("done");

  vi.stubGlobal("fetch", () => Promise.resolve(answer(400)));
  expect((await readSession("staff")).kind).toBe("login");
  vi.unstubAllGlobals();
});

test("calls go on after one that failed alone", async () => {
  await expect(alone(() => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
  expect(wanted().aborted).toBe(false);
});
