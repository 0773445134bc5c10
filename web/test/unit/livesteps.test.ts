// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Message } from "@/core/thread";
import { withNew } from "@/staff/chat/steps";
import { actionKey } from "@/staff/customers/steps";
import type { Action } from "@/staff/customers/calls";

const action = (create_date: string): Action => ({ customer_id: 1, headimgurl: "", log: "Rose 正在看", create_date, action: 14 });
const message = (id: number, dateTime: string): Message => ({ id, send_type: 2, dateTime, info_type: 1 });

const MESSAGES = [message(1, "2026-11-27T10:00:00"), message(2, "2026-11-27T10:10:00")];
const OLD = action("2026-11-27T09:00:00");
const FIRST = action("2026-11-27T10:05:00");
const SECOND = action("2026-11-27T10:20:00");

test("what came since the opening stands behind the last older message", () => {
  const shown = withNew([], [SECOND, FIRST, OLD], new Set([actionKey(OLD)]), MESSAGES);
  expect(shown.map((aside) => [aside.after, aside.text])).toEqual([
    [1, "10:05 Rose 正在看"],
    [2, "10:20 Rose 正在看"],
  ]);
});

test("what is shown already keeps its place and comes once", () => {
  const shown = withNew([], [FIRST], new Set(), MESSAGES);
  expect(withNew(shown, [FIRST], new Set(), MESSAGES)).toBe(shown);
  expect(withNew(shown, [SECOND, FIRST], new Set(), MESSAGES).map((aside) => aside.after)).toEqual([1, 2]);
});

test("before the first message it stands at the front", () => {
  expect(withNew([], [OLD], new Set(), MESSAGES)[0]!.after).toBe(0);
});
