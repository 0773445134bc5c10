// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { rowsOf, type RowsView } from "@/core/rows";
import type { Outgoing } from "@/core/outbox";
import type { Message } from "@/core/thread";
import type { Upload } from "@/core/uploads";
import { zh } from "@/i18n/zh";

const message = (id: number, change: Partial<Message> = {}): Message => ({ id, send_type: 2, dateTime: "2026-11-26T14:32:05", info_type: 1, msg: "x", ...change });
const view = (change: Partial<RowsView> = {}): RowsView => ({ today: "2026-11-26", newFrom: 0, side: "staff", asides: [], ...change });
const outgoing = (key: string, failed = false): Outgoing => ({ key, peer: 9, content: { info_type: 1, msg: "y", k: key }, at: 0, failed });

test("days stand between messages, by the office's calendar", () => {
  const days = ["2025-12-31", "2026-01-02", "2026-11-25", "2026-11-26"];
  const rows = rowsOf(days.map((day, index) => message(index + 1, { dateTime: `${day}T09:00:00` })), [], view());
  expect(rows.flatMap((row) => (row.kind === "day" ? [row.text(zh)] : []))).toEqual(["2025年12月31日", "1月2日", "昨天", "今天"]);
});

test("the line of what is new stands before its first message", () => {
  expect(rowsOf([message(1), message(2)], [], view({ newFrom: 2 })).map((row) => row.kind)).toEqual(["day", "message", "new", "message"]);
});

test("a message on its way stands last, once, and keeps its key when it is stored", () => {
  const before = rowsOf([message(1)], [outgoing("k1")], view());
  expect(before.at(-1)).toMatchObject({ key: "k1", own: true, state: "sending" });
  const after = rowsOf([message(1), message(2, { send_type: 1, k: "k1" })], [outgoing("k1")], view());
  expect(after.filter((row) => row.key === "k1")).toHaveLength(1);
  expect(after.at(-1)).toMatchObject({ state: "sent", time: "14:32" });
});

test("one's own are those of one's side; reading is told to staff", () => {
  const rows = [message(1, { send_type: 1, is_customer_already_read: 1 }), message(2)];
  expect(rowsOf(rows, [], view()).slice(1)).toMatchObject([{ own: true, state: "read" }, { own: false }]);
  expect(rowsOf(rows, [], view({ side: "customer" })).slice(1)).toMatchObject([{ own: false, state: "sent" }, { own: true }]);
});

test("keys are never twice, whatever others wrote", () => {
  const rows = rowsOf([message(1, { send_type: 1, k: "a" }), message(2, { send_type: 1, k: "a" }), message(3, { k: "a" })], [], view());
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});

test("what happened meanwhile stands behind the message that was the newest", () => {
  const rows = rowsOf([message(1), message(2)], [], view({ asides: [{ after: 1, key: "a 5", text: () => "正在看" }] }));
  expect(rows.map((row) => row.kind)).toEqual(["day", "message", "aside", "message"]);
});

test("what is uploaded stands where it was chosen, until it is a message", () => {
  const upload: Upload = { key: "k2", peer: 9, kind: "picture", name: "", at: -1, width: 3, height: 2, stage: "sending", part: 0, again: false };
  const rows = rowsOf([], [outgoing("k1")], view({ uploads: [upload] }));
  expect(rows).toMatchObject([{ key: "k2", upload, content: { info_type: 4, width: 3, height: 2 } }, { key: "k1" }]);
  expect(rowsOf([], [outgoing("k2")], view({ uploads: [upload] }))).toHaveLength(1);
  expect(rowsOf([message(1, { send_type: 1, k: "k2" })], [], view({ uploads: [upload] })).filter((row) => row.key === "k2")).toHaveLength(1);
});
