// SPDX-License-Identifier: Apache-2.0
/** What several tabs of one user have written is stored once and in order, whichever of them ends, and when. */
import { beforeEach, describe, expect, test } from "vitest";
import { Outbox, type Outgoing } from "@/core/outbox";
import type { Outcome } from "@/core/outcome";
import { Browser } from "./browser";

type Answer = Outcome<unknown>;
const done: Answer = { kind: "done", data: {} };
const later: Answer = { kind: "later", reason: "offline" };

let browser: Browser;
/** The texts that the server has, each once: it knows messages by their keys. */
let server: Map<string, string>;
let sends: number;

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const textOf = ({ content }: Outgoing) => String(content["msg"]);

function open({ whose = "user:7", withLocks = true, random = 0 } = {}) {
  const { keep, tab, ...life } = browser.open(whose, withLocks);
  const asked: { message: Outgoing; answer(outcome: Answer): void }[] = [];
  const taken: string[] = [];
  const box = new Outbox(
    keep,
    tab,
    {
      send: (message) => new Promise((answer) => void (!life.isDead() && asked.push({ message, answer }))),
      changed: () => {},
      taken: (message) => void taken.push(textOf(message)),
    },
    { now: () => browser.now, random: () => random, after: (_, run) => setImmediate(run) },
  );
  box.resume();

  /** The server gets what this tab has sent; `lost`: its answer does not come. False: it has sent nothing. */
  async function serve(lost = false): Promise<boolean> {
    const next = life.isDead() ? undefined : asked.shift();
    if (!next) return false;
    sends++;
    if (!server.has(next.message.key)) server.set(next.message.key, textOf(next.message));
    next.answer(lost ? later : done);
    await settled();
    await settled();
    return true;
  }
  const say = (...texts: string[]) => texts.map((msg) => box.add(9, { info_type: 1, msg }).key);
  return { box, keep, tab, asked, taken, say, serve, ...life, shown: () => box.all().map(textOf) };
}

async function serveAll(...tabs: ReturnType<typeof open>[]) {
  for (let some = true; some; ) {
    some = false;
    await settled();
    for (const tab of tabs) some = (await tab.serve()) || some;
  }
}

const kept = () => Array.from({ length: browser.storage.length }, (_, index) => browser.storage.key(index)).filter((key) => key?.includes(":outbox"));
const storedBy = (tab: string) => [...server.values()].filter((text) => text.startsWith(tab));

beforeEach(() => {
  browser = new Browser();
  server = new Map();
  sends = 0;
});

test("two tabs write at the same time: each shows what both have written, and sends its own", async () => {
  const [a, b] = [open(), open()];
  a.say("a1", "a2");
  b.say("b1");
  await settled();
  expect([a.shown().sort(), b.shown().sort()]).toEqual([["a1", "a2", "b1"], ["a1", "a2", "b1"]]);
  expect([a.asked.length, b.asked.length]).toEqual([1, 1]);
  await serveAll(a, b);
  expect([storedBy("a"), storedBy("b"), sends]).toEqual([["a1", "a2"], ["b1"], 3]);
  expect([a.shown(), b.shown(), kept()]).toEqual([[], [], []]);
  // Each reads the conversation anew for what the other has sent, too.
  expect(b.taken.sort()).toEqual(["a1", "a2", "b1"]);
});

describe.each([0, 1, 2, 3, 4, 5, 6])("a tab is killed after %i steps", (killedAfter) => {
  test.each([false, true])("in every order of the steps, the last answer lost: %s", async (lost) => {
    for (let order = 0; order < 64; order++) {
      browser = new Browser();
      server = new Map();
      const [a, b] = [open(), open()];
      a.say("a1", "a2", "a3");
      b.say("b1", "b2", "b3");
      await settled();
      for (let step = 0; step < killedAfter; step++) {
        const [first, second] = (order >> step) & 1 ? [a, b] : [b, a];
        const isLast = step === killedAfter - 1;
        if (!(await first.serve(lost && isLast))) await second.serve(lost && isLast);
      }
      a.kill();
      await serveAll(b);
      expect([storedBy("a"), storedBy("b")], `order ${order}`).toEqual([["a1", "a2", "a3"], ["b1", "b2", "b3"]]);
      expect([b.shown(), kept()]).toEqual([[], []]);
    }
  });
});

test("what a killed tab has left is sent by the next one, and by one alone of those that are there", async () => {
  const a = open();
  a.say("a1", "a2");
  a.kill();
  const [b, c] = [open(), open()];
  await serveAll(b, c);
  expect([storedBy("a"), sends]).toEqual([["a1", "a2"], 2]);
});

test("a page that is left gives its messages to the next at once, and sends none itself any more", async () => {
  const a = open();
  a.say("a1", "a2");
  await settled();
  a.box.stop();
  a.tab.close();
  const b = open();
  await a.serve(true);
  expect(a.asked).toEqual([]);
  await serveAll(b);
  expect(storedBy("a")).toEqual(["a1", "a2"]);
});

test("one that slept and was taken for gone sends nothing that is another's now", async () => {
  const a = open();
  const another = browser.open("user:7");
  const [, second] = a.say("a1", "a2");
  await settled();
  const name = `leida:user:7:outbox:${second}`;
  browser.storage.setItem(name, browser.storage.getItem(name)!.replace(a.tab.id, another.tab.id));
  await a.serve();
  await settled();
  expect([[...server.values()], a.asked, a.shown()]).toEqual([["a1"], [], ["a2"]]);
});

test("what is refused in one tab is shown in the other, which can try again", async () => {
  const [a, b] = [open(), open()];
  const [key] = a.say("a1");
  await settled();
  a.asked.shift()!.answer({ kind: "refused", code: 307, text: "no", faults: [] });
  await settled();
  expect(b.box.all()).toMatchObject([{ key, failed: true, reason: "no" }]);
  b.box.retry(key!);
  await serveAll(b);
  await settled();
  expect([storedBy("a"), a.shown(), a.asked]).toEqual([["a1"], [], []]);
});

test("a logout in one tab wipes what the other has written, also what is on its way", async () => {
  const [a, b] = [open(), open()];
  a.say("a1", "a2");
  b.say("b1");
  await settled();
  b.box.clear();
  b.keep.wipe();
  // The answer comes before the tab hears of the logout.
  a.asked.shift()!.answer(later);
  await settled();
  await settled();
  expect([a.shown(), a.asked, kept()]).toEqual([[], [], []]);
});

test("what another user has left is neither shown nor sent", async () => {
  open({ whose: "user:8" }).say("x1");
  const a = open();
  await serveAll(a);
  expect([a.shown(), server.size, kept().length]).toEqual([[], 0, 1]);
});

test("what was kept in the form of before is read once", async () => {
  const before = ["a1", "a2"].map((msg, index) => ({ key: `k${index}`, peer: 9, content: { info_type: 1, msg }, at: index, failed: false }));
  browser.storage.setItem("leida:user:7:outbox", JSON.stringify(before));
  const a = open();
  expect(browser.storage.getItem("leida:user:7:outbox")).toBeNull();
  a.kill();
  const b = open();
  await serveAll(b);
  expect([storedBy("a"), kept()]).toEqual([["a1", "a2"], []]);
});

test("what somebody else has put there is left out", async () => {
  for (const [key, value] of Object.entries({ x: "nonsense", y: "{}", z: '{"key":7,"at":1}' })) browser.storage.setItem(`leida:user:7:outbox:${key}`, value);
  expect(open().shown()).toEqual([]);
});

test("a browser that keeps nothing sends all the same", async () => {
  const { tab } = browser.open("user:7");
  const { Keep } = await import("@/core/keep");
  const sent: string[] = [];
  const owner = { send: async (message: Outgoing) => (sent.push(textOf(message)), done), changed: () => {}, taken: () => {} };
  const box = new Outbox(new Keep("user:7", null, new EventTarget()), tab, owner);
  box.resume();
  box.add(9, { info_type: 1, msg: "a1" });
  await settled();
  expect([sent, box.all()]).toEqual([["a1"], []]);
});

describe("without Web Locks", () => {
  const tabs = () => [open({ withLocks: false }), open({ withLocks: false })] as const;

  test("a killed tab's messages are sent as soon as it has been silent for 75 s, and not before", async () => {
    const [a, b] = tabs();
    a.say("a1", "a2");
    await settled();
    a.kill();
    browser.pass(70_000);
    await settled();
    expect(b.asked).toEqual([]);
    browser.pass(10_000);
    await serveAll(b);
    expect([storedBy("a"), kept()]).toEqual([["a1", "a2"], []]);
  });

  test("those of a living one are left to it, however long that takes", async () => {
    const [a, b] = tabs();
    a.say("a1");
    browser.pass(200_000);
    await settled();
    expect([a.asked.length, b.asked.length]).toEqual([1, 0]);
  });

  test("those of one that was left or closed at once, and no trace of it stays", async () => {
    const [a, b] = tabs();
    a.say("a1");
    a.leave();
    a.kill();
    browser.pass(5_000);
    await serveAll(b);
    b.tab.close();
    expect([storedBy("a"), browser.storage.length]).toEqual([["a1"], 0]);
  });
});
