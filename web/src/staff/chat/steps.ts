// SPDX-License-Identifier: Apache-2.0
/** What the customer does while the conversation is open: read when a hint tells of it, shown between the messages. */
import { shallowRef, type ShallowRef } from "vue";
import { isDone } from "@/core/outcome";
import type { Aside } from "@/core/rows";
import { capital, plain } from "@/core/text";
import type { Message } from "@/core/thread";
import { minuteOf } from "@/core/time";
import { actions, type Action } from "../customers/calls";
import type { Catalogue } from "@/i18n/zh";
import { detailOf } from "../radar/log";
import { actionKey } from "../customers/steps";
import { useFresh } from "../fresh";
import type { Office } from "../office";

const A_READING = 10;

/** What was done. Who did it is no news here, and the log has them by a name of their own: not the one that the staff user gave. */
function stepText(action: Action, texts: Catalogue): string {
  const detail = detailOf(action, "");
  const text = detail === action.log ? detail : [capital(texts.actions[action.action] ?? ""), detail].filter(Boolean).join(" ");
  return plain(text);
}

/**
 * The asides with what is new among the rows `read` (newest first): neither shown yet nor there `before` the conversation
 * was opened. Each stands behind the last message that is older than it.
 */
export function withNew(shown: readonly Aside[], read: readonly Action[], before: ReadonlySet<string>, messages: readonly Message[]): readonly Aside[] {
  const known = new Set([...before, ...shown.map((aside) => aside.key)]);
  const fresh = read.filter((action) => !known.has(actionKey(action))).reverse();
  const asideOf = (action: Action): Aside => ({
    after: messages.reduce((last, message) => (message.dateTime <= action.create_date ? message.id : last), 0),
    key: actionKey(action),
    text: (texts) => `${minuteOf(action.create_date)} ${stepText(action, texts)}`,
  });
  return fresh.length > 0 ? [...shown, ...fresh.map(asideOf)] : shown;
}

/** For the component that shows the conversation. `messages`: those that are there, in their order. */
export function useLiveSteps(office: Office, customer: number, messages: () => readonly Message[]): ShallowRef<readonly Aside[]> {
  const asides = shallowRef<readonly Aside[]>([]);
  let before: Set<string> | null = null;

  async function read(): Promise<void> {
    const outcome = await actions(customer, 1, A_READING);
    if (!isDone(outcome)) return;
    if (before) asides.value = withNew(asides.value, outcome.data.rows, before, messages());
    else before = new Set(outcome.data.rows.map(actionKey));
  }

  useFresh(office, (hint) => hint.event === "action" && hint.customer_id === customer, read);
  return asides;
}
