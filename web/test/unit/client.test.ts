// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from "vitest";
import { alone, ask, wanted } from "@/api/client";
import { hasId, hasRows } from "@/core/shape";
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

const later = { kind: "later", reason: "busy" };
const asked = (data: unknown, is?: (data: unknown) => boolean) => ask(Promise.resolve({ data: { code: 200 as const, msg: "", data } }), is);

test.each([undefined, null, 5, "x", [], { ret_data: null }, { ret_data: 5 }, { ret_data: [null] }, { ret_data: [[]] }])("data that is %j is no answer", async (data) => {
  expect(await asked(data)).toEqual(later);
  expect(await asked(data, hasRows)).toEqual(later);
});

test("an answer without what its route gives is none", async () => {
  expect((await asked({})).kind).toBe("done");
  expect((await asked({ ret_data: { a: 1 } })).kind).toBe("done");
  expect(await asked({}, hasRows)).toEqual(later);
  expect((await asked({ ret_data: [{}] }, hasRows)).kind).toBe("done");
  for (const data of [{}, { id: "1" }, { id: null }]) expect(await asked(data, hasId)).toEqual(later);
  expect((await asked({ id: 1 }, hasId)).kind).toBe("done");
});
