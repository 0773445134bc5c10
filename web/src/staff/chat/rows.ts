// SPDX-License-Identifier: Apache-2.0
/** A conversation as rows: messages in the order of their ids, what is on its way behind them, days between. */
import type { Content, Outgoing } from "@/core/outbox";
import type { Message } from "@/core/thread";
import { dayOf, daysBetween, minuteOf } from "@/core/time";
import type { Catalogue } from "@/i18n/zh";

export type Row =
  | { kind: "day"; key: string; text: (texts: Catalogue) => string }
  | { kind: "new"; key: string }
  | {
      kind: "message";
      key: string;
      own: boolean;
      content: Content;
      time: string;
      state: "sent" | "read" | "sending" | "failed";
      reason?: string | undefined;
    };

function dayText(day: string, today: string): (texts: Catalogue) => string {
  const before = daysBetween(day, today);
  if (before === 0) return (texts) => texts.time.today;
  if (before === 1) return (texts) => texts.time.yesterday;
  return () => (day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day);
}

/** `newFrom`: the first message that was not read when the conversation was opened; 0: there was none. */
export function rowsOf(messages: readonly Message[], outgoing: readonly Outgoing[], today: string, newFrom: number, staff = true): Row[] {
  const rows: Row[] = [];
  const came = new Set<unknown>();
  let day = "";
  for (const message of messages) {
    if (dayOf(message.dateTime) !== day) {
      day = dayOf(message.dateTime);
      rows.push({ kind: "day", key: `day ${day}`, text: dayText(day, today) });
    }
    if (message.id === newFrom) rows.push({ kind: "new", key: "new" });
    came.add(message["k"]);
    const read = message.is_customer_already_read === 1 && message.send_type === 1;
    rows.push({
      kind: "message",
      key: typeof message["k"] === "string" ? message["k"] : `id ${message.id}`,
      own: (message.send_type === 1) === staff,
      content: message,
      time: minuteOf(message.dateTime),
      state: read && staff ? "read" : "sent",
    });
  }
  for (const message of outgoing)
    if (!came.has(message.key))
      rows.push({
        kind: "message",
        key: message.key,
        own: true,
        content: message.content,
        time: "",
        state: message.failed ? "failed" : "sending",
        reason: message.reason,
      });
  return rows;
}
