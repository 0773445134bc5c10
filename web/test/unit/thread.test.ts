// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { Thread, type Message } from "@/core/thread";

const row = (id: number, read = 0): Message => ({ id, send_type: 1 + (id % 2), dateTime: "2026-01-02T03:04:05", info_type: 1, is_customer_already_read: read });
const ids = (thread: Thread) => thread.shown().map((message) => message.id);

test("rows are shown in the order of their ids, each once", () => {
  const thread = new Thread();
  expect(thread.take([row(3), row(1), row(2), row(3)])).toBe(true);
  expect(ids(thread)).toEqual([1, 2, 3]);
  expect(thread.take([row(2)])).toBe(false);
});

test("what stands before a hole is not shown until it is filled", () => {
  const thread = new Thread();
  thread.take([row(1), row(2), row(5), row(6)]);
  expect(ids(thread)).toEqual([5, 6]);
  expect(thread.hole()).toBe(2);
  thread.take([row(3), row(4)]);
  expect(ids(thread)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(thread.hole()).toBeNull();
});

test("what is not loaded before the first row is no hole", () => {
  const thread = new Thread();
  thread.take([row(40), row(41)]);
  expect(thread.hole()).toBeNull();
  expect(thread.first).toBe(40);
});

test("reading marks what staff sent up to it", () => {
  const thread = new Thread();
  thread.take([row(1), row(2), row(3), row(4)]);
  expect(thread.readByCustomer(3)).toBe(true);
  expect(thread.shown().map((message) => message.is_customer_already_read)).toEqual([0, 1, 0, 0]);
  expect(thread.readByCustomer(3)).toBe(false);
});

test("what has no number of a message, or no time, is left out", () => {
  const thread = new Thread();
  for (const id of [0, -1, 1.5, NaN, 2 ** 60, "3", null]) expect(thread.take([{ ...row(1), id: id as number }])).toBe(false);
  expect(thread.take([{ ...row(1), dateTime: undefined as unknown as string }])).toBe(false);
  expect([thread.size, thread.hole()]).toEqual([0, null]);
});

test("a hole of any size is found at once", () => {
  const thread = new Thread();
  thread.take([row(1), row(7), row(Number.MAX_SAFE_INTEGER)]);
  expect(thread.hole()).toBe(7);
});
