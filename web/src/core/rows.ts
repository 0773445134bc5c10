// SPDX-License-Identifier: Apache-2.0
/** A conversation as rows: messages in the order of their ids, what is on its way behind them, days between. */
import type { Catalogue } from "@/i18n/zh";
import type { Content, Outgoing } from "./outbox";
import type { Message } from "./thread";
import { dayName, dayOf, minuteOf } from "./time";
import type { Upload } from "./uploads";

/** What happened meanwhile and is no message: it stands behind the message that was the newest then; 0: there was none. */
export interface Aside {
  after: number;
  key: string;
  text: (texts: Catalogue) => string;
}

export interface MessageRow {
  kind: "message";
  key: string;
  own: boolean;
  content: Content;
  time: string;
  state: "sent" | "read" | "sending" | "failed";
  reason?: string | undefined;
  /** Its picture or video is on its way; the message itself is not. */
  upload?: Upload;
}

export type Row =
  | { kind: "day"; key: string; text: (texts: Catalogue) => string }
  | { kind: "new"; key: string }
  | { kind: "aside"; key: string; text: Aside["text"] }
  | MessageRow;

export interface RowsView {
  /** The day now, "2026-11-26". */
  today: string;
  /** The first message that was not read when the conversation was opened; 0: there was none. */
  newFrom: number;
  side: "staff" | "customer";
  asides: readonly Aside[];
  uploads?: readonly Upload[];
}

const dayIn = (day: string, today: string) => (texts: Catalogue) => dayName(day, today, texts.locale, texts.time);

function messageRow(message: Message, side: RowsView["side"]): Row {
  const own = (message.send_type === 1) === (side === "staff");
  const read = side === "staff" && own && message.is_customer_already_read === 1;
  return {
    kind: "message",
    // A message keeps its place in the page when it comes back from the server.
    key: typeof message["k"] === "string" && own ? message["k"] : `id ${message.id}`,
    own,
    content: message,
    time: minuteOf(message.dateTime),
    state: read ? "read" : "sent",
  };
}

function outgoingRow(message: Outgoing): Row {
  const state = message.failed ? "failed" : "sending";
  return { kind: "message", key: message.key, own: true, content: message.content, time: "", state, reason: message.reason };
}

function uploadRow(upload: Upload): Row {
  const content = { info_type: upload.kind === "picture" ? 4 : 5, url: "", width: upload.width, height: upload.height };
  return { kind: "message", key: upload.key, own: true, content, time: "", state: upload.stage === "failed" ? "failed" : "sending", upload };
}

/** What is not stored yet, in the order in which it was written or chosen. */
function ownRows(outgoing: readonly Outgoing[], uploads: readonly Upload[]): Row[] {
  const rows = [...outgoing.map((message) => ({ at: message.at, row: outgoingRow(message) })), ...uploads.map((upload) => ({ at: upload.at, row: uploadRow(upload) }))];
  return rows.sort((one, other) => one.at - other.at).map(({ row }) => row);
}

export function rowsOf(messages: readonly Message[], outgoing: readonly Outgoing[], view: RowsView): Row[] {
  const rows: Row[] = [];
  const keys = new Set<string>();
  let day = "";
  const asidesAfter = (id: number) => {
    for (const aside of view.asides) if (aside.after === id) rows.push({ kind: "aside", key: aside.key, text: aside.text });
  };
  if ((messages[0]?.id ?? 1) === 1) asidesAfter(0);
  for (const message of messages) {
    if (dayOf(message.dateTime) !== day) {
      day = dayOf(message.dateTime);
      rows.push({ kind: "day", key: `day ${day} ${message.id}`, text: dayIn(day, view.today) });
    }
    if (message.id === view.newFrom) rows.push({ kind: "new", key: "new" });
    const row = messageRow(message, view.side);
    // Two rows of one key would be one in the page; a foreign client may have sent the same `k` twice.
    rows.push(keys.has(row.key) ? { ...row, key: `id ${message.id}` } : row);
    keys.add(row.key);
    asidesAfter(message.id);
  }
  for (const row of ownRows(outgoing, view.uploads ?? [])) {
    if (!keys.has(row.key)) rows.push(row);
    keys.add(row.key);
  }
  return rows;
}
