// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import { Conversation, type ConversationCalls } from "@/core/conversation";
import type { Message } from "@/core/thread";

const row = (id: number): Message => ({ id, send_type: 2, dateTime: "2026-01-02T03:04:05", info_type: 1 });
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => row(from + index));

let stored: number;
let asked: string[];
let broken: boolean;

/** A server with `stored` messages that gives five behind an id at once. */
const calls: ConversationCalls = {
  async history(length, before) {
    asked.push(`history ${before ?? ""}`.trim());
    if (broken) return { kind: "later", reason: "offline" };
    const last = before ? before - 1 : stored;
    return { kind: "done", data: { ret_data: range(Math.max(1, last - length + 1), last).reverse() } };
  },
  async after(id) {
    asked.push(`after ${id}`);
    if (broken) return { kind: "later", reason: "offline" };
    const last = Math.min(stored, id + 5);
    return { kind: "done", data: { ret_data: range(id + 1, last), more: last < stored } };
  },
  async acknowledge() {
    return { kind: "done", data: null };
  },
};

let conversation: Conversation;
let changes: number;
const ids = () => conversation.thread.shown().map((message) => message.id);

beforeEach(() => {
  stored = 100;
  asked = [];
  broken = false;
  changes = 0;
  conversation = new Conversation(calls, () => changes++);
});

test("newest, then older, down to the first", async () => {
  await conversation.readNewest();
  expect(ids()).toEqual(range(71, 100).map((message) => message.id));
  while (await conversation.readOlder());
  expect(ids()).toHaveLength(100);
  expect(asked).toEqual(["history", "history 71", "history 41", "history 11"]);
});

test("what came meanwhile is read to its end, in one reading at a time", async () => {
  await conversation.readNewest();
  stored = 112;
  await Promise.all([conversation.readNew(), conversation.readNew()]);
  expect(ids().at(-1)).toBe(112);
  expect(asked.slice(1, 4)).toEqual(["after 100", "after 105", "after 110"]);
});

test("what comes before the newest are there is read behind them, and not from the first on", async () => {
  const opening = conversation.readNewest();
  stored = 101;
  await conversation.readNew();
  await opening;
  await new Promise<void>((resolve) => setTimeout(resolve));
  expect(ids()).toEqual(range(71, 101).map((message) => message.id));
  expect(asked).toEqual(["history", "after 100"]);
});

test("after a long absence the hole between is filled before it is shown closed", async () => {
  await conversation.readNewest();
  stored = 150;
  await conversation.readNewest();
  expect(ids()).toEqual(range(71, 150).map((message) => message.id));
});

test("a conversation without messages begins with its first", async () => {
  stored = 0;
  await conversation.readNewest();
  stored = 1;
  await conversation.readNew();
  expect(ids()).toEqual([1]);
});

test("nothing is taken for the end when the server does not answer", async () => {
  await conversation.readNewest();
  broken = true;
  expect(await conversation.readOlder()).toBe(true);
  expect((await conversation.readNewest()).kind).toBe("later");
  expect(ids()).toHaveLength(30);
});

test("a server that promises more and gives nothing is not asked for ever", async () => {
  const nothing = new Conversation({ ...calls, after: async (id) => (asked.push(`after ${id}`), { kind: "done", data: { ret_data: [], more: true } }) }, () => {});
  await nothing.readNewest();
  await nothing.readNew();
  expect(asked).toEqual(["history", "after 100"]);
});
