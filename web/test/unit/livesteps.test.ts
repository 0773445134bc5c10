// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { zh } from "@/i18n/zh";
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
  expect(shown.map((aside) => [aside.after, aside.text(zh)])).toEqual([
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

test("the customer has one name in a conversation: the log's own is not said beside it", () => {
  const text = (log: string, kind = 1) => withNew([], [{ ...FIRST, log, action: kind }], new Set(), MESSAGES)[0]!.text(zh);
  expect(text("_zzz จุ๊บ查看了您的名片")).toBe("10:05 查看名片");
  expect(text("_zzz จุ๊บ查看了您的产品《云栖沙发》", 2)).toBe("10:05 查看产品 云栖沙发");
  expect(text("看了三遍", 2)).toBe("10:05 看了三遍");
});
