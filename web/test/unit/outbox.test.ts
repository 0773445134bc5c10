// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import { Keep } from "@/core/keep";
import { Outbox } from "@/core/outbox";
import type { Outcome } from "@/core/outcome";
import { Memory } from "./memory";

let storage: Memory;
let now = 0;
const world = { now: () => now, random: () => 0.5, after: (ms: number, run: () => void) => ((now += ms), queueMicrotask(run)) };
const later: Outcome<never> = { kind: "later", reason: "offline" };
/** No other tab lives. */
const alone = { id: "this", whenGone: (_: string, run: () => void) => queueMicrotask(run) };
const kept = () => new Keep("user:7", storage).names("outbox");
const done = { kind: "done", data: { id: 1 } } as const;

/** An outbox whose tries are answered in this order, and then always as the last one. */
function outbox(answers: Outcome<{ id?: number }>[]) {
  const sent: string[] = [];
  const taken: string[] = [];
  const keep = new Keep("user:7", storage, new EventTarget());
  const owner = {
    send: async ({ key }: { key: string }) => {
      sent.push(key);
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? done;
    },
    changed: () => {},
    taken: ({ key }: { key: string }) => void taken.push(key),
  };
  const box = new Outbox(keep, alone, owner, world);
  return { box, sent, taken };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  storage = new Memory();
  now = 0;
});

test.each(["{}", "5", "null", "[null]", "[{}]", '"x"', "not JSON", '[{"key":"k","at":1,"peer":9}]'])("what another version has kept as %s is ignored", async (text) => {
  storage.setItem("leida:user:7:outbox", text);
  storage.setItem("leida:user:7:outbox:k", text);
  const { box, sent } = outbox([done]);
  expect(box.all()).toEqual([]);
  box.resume();
  const { key } = box.add(9, { info_type: 1, msg: "x" });
  await settled();
  expect(sent).toEqual([key]);
});

test("a message that has a part of another shape, or another name, is ignored", () => {
  const whole = { key: "k", at: 1, peer: 9, content: { info_type: 1, msg: "x" }, failed: true };
  const keep = (entry: object) => (storage.setItem("leida:user:7:outbox:k", JSON.stringify(entry)), outbox([done]).box.all());
  expect(keep(whole)).toHaveLength(1);
  for (const part of [{ key: "other" }, { at: "1" }, { peer: null }, { content: null }, { content: [] }, { content: {} }, { tab: 5 }])
    expect(keep({ ...whole, ...part })).toEqual([]);
});

test("a message is tried again with the same key until it is taken", async () => {
  const { box, sent, taken } = outbox([later, later, done]);
  const { key, content } = box.add(9, { info_type: 1, msg: "x" });
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(content["k"]).toBe(key);
  await settled();
  expect(sent).toEqual([key, key, key]);
  expect(taken).toEqual([key]);
  expect(box.all()).toEqual([]);
});

test("messages to one customer go out in order, each after the one before", async () => {
  const { box, sent } = outbox([later, done]);
  const keys = ["a", "b", "c"].map((msg) => box.add(9, { info_type: 1, msg }).key);
  await settled();
  expect(sent).toEqual([keys[0], keys[0], keys[1], keys[2]]);
});

test("what is refused has failed, and does not hold up the next", async () => {
  const { box, sent } = outbox([{ kind: "refused", code: 307, text: "no", faults: [] }, done]);
  const first = box.add(9, { info_type: 1, msg: "a" });
  const second = box.add(9, { info_type: 1, msg: "b" });
  await settled();
  expect(sent).toEqual([first.key, second.key]);
  expect(box.all()).toMatchObject([{ key: first.key, failed: true, reason: "no" }]);
});

test("after two minutes it has failed, until the user tries again", async () => {
  const { box, sent } = outbox([later]);
  const { key } = box.add(9, { info_type: 1, msg: "a" });
  await settled();
  expect(box.all()).toMatchObject([{ key, failed: true }]);
  expect(now).toBeLessThan(150_000);
  const before = sent.length;
  box.retry(key);
  await settled();
  expect(sent.length).toBeGreaterThan(before);
});

test("after a logout nothing is sent and nothing is kept, also of one that was on its way", async () => {
  const { box, sent } = outbox([later]);
  box.add(9, { info_type: 1, msg: "a" });
  box.add(9, { info_type: 1, msg: "b" });
  box.clear();
  await settled();
  expect(sent).toHaveLength(1);
  expect(box.all()).toEqual([]);
  expect(kept()).toEqual([]);
});
