// SPDX-License-Identifier: Apache-2.0
/** Nothing is done in the name of one user with the cookie of another. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Memory } from "./memory";
import type { Session } from "@/api/session";

const USER = { kind: "staff", id: 7 } as Session;
const rest = { kind: "staff", name: "Rose", avatar: "", zone: "Asia/Shanghai", now: 1, expires: 2, features: [] };
const done = { kind: "done", data: null } as const;

let storage: Memory;
/** Whose the cookie is; 0: nobody's. */
let cookie: number;
let asked: string[];
/** Called once in the midst of the next answer. */
let meanwhile: (() => void) | null;
/** What is different in the answer. */
let odd: object;
let lost: number;

async function api() {
  vi.resetModules();
  const session = await import("@/api/session");
  const { onLoginLost } = await import("@/api/client");
  onLoginLost(() => lost++);
  return session;
}

const act = vi.fn(() => Promise.resolve(done));

beforeEach(() => {
  [storage, cookie, asked, meanwhile, lost, odd] = [new Memory(), 7, [], null, 0, {}];
  act.mockClear();
  vi.stubGlobal("window", { localStorage: storage });
  vi.stubGlobal("fetch", async (path: string, { body }: { body?: string }) => {
    asked.push(path);
    if (path === "/zhugeleida/session") cookie = Number((JSON.parse(body ?? "{}") as { token: string }).token);
    const id = cookie;
    meanwhile?.();
    meanwhile = null;
    await Promise.resolve();
    return { json: () => Promise.resolve(id ? { code: 200, msg: "", data: { ...rest, id, ...odd } } : { code: 400, msg: "" }) };
  });
});

afterEach(() => vi.unstubAllGlobals());

test("while the same user is in, nothing is asked", async () => {
  const { as, readSession } = await api();
  await readSession("staff");
  asked = [];
  expect(await as(USER, act)).toEqual(done);
  expect([asked, act.mock.calls.length, lost]).toEqual([[], 1, 0]);
});

test("where nothing is noted the server says who is in", async () => {
  const { as } = await api();
  expect(await as(USER, act)).toEqual(done);
  expect(asked).toHaveLength(1);
});

test.each([8, 0])("after a login of %i in another tab nothing is sent, and the login is lost", async (next) => {
  const [mine, other] = [await api(), await api()];
  await mine.readSession("staff");
  await other.logIn(String(next), "staff");
  const { onLoginLost } = await import("@/api/client");
  onLoginLost(() => lost++);
  expect((await other.as(USER, act)).kind).toBe("login");
  expect([act.mock.calls.length, lost]).toEqual([0, 1]);
});

test("while somebody logs in all others wait", async () => {
  const { as, logIn, readSession } = await api();
  await readSession("staff");
  const login = logIn("8", "staff");
  expect(await as(USER, act)).toEqual({ kind: "later", reason: "busy" });
  await login;
  expect((await as(USER, act)).kind).toBe("login");
  expect(act).not.toHaveBeenCalled();
});

test("an answer that is older than a login says nothing of who is in", async () => {
  const { as, readSession } = await api();
  // Another tab logs 8 in, from beginning to end, before this answer is there.
  meanwhile = () => storage.setItem("leida:in:staff", '{"id":8}');
  await readSession("staff");
  cookie = 8;
  expect((await as(USER, act)).kind).toBe("login");
  expect(act).not.toHaveBeenCalled();
});

test("a login that was given up holds nobody up for long", async () => {
  const { as } = await api();
  storage.setItem("leida:in:staff", JSON.stringify({ turning: Date.now() - 31_000 }));
  expect(await as(USER, act)).toEqual(done);
});

test.each([{ zone: undefined }, { zone: "Mars/Base" }, { now: null }, { features: undefined }, { name: 5 }, { id: "7" }])("a session with %j is none yet", async (part) => {
  const { readSession } = await api();
  odd = part;
  expect(await readSession("staff")).toEqual({ kind: "later", reason: "busy" });
  odd = {};
  expect((await readSession("staff")).kind).toBe("done");
});

test.each(["5", "null", "[null]", '"x"'])("what another version has noted of who is in, as %s, tells nothing", async (text) => {
  const { as } = await api();
  storage.setItem("leida:in:staff", text);
  expect(await as(USER, act)).toEqual(done);
});
