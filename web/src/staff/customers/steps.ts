// SPDX-License-Identifier: Apache-2.0
/** What was noted of a customer and what they did, as one list: newest first. */
import type { Action, Note } from "./calls";

export interface Step {
  key: string;
  kind: "note" | "action";
  at: string;
  text: string;
  /** Who noted it. */
  by: string;
}

export const noteKey = (note: Note): string => `${note.create_date} ${note.follow_info}`;
export const actionKey = (action: Action): string => `${action.create_date} ${action.action} ${action.log}`;

interface Part<Row> {
  rows: readonly Row[];
  /** Further ones, older than these, are not read yet. */
  more: boolean;
}

/**
 * Up to the time from which on both are complete: what stands behind it could have rows between that are still to come.
 * `names`: the customer's, which each action's text begins with and a list about one customer need not say.
 */
export function stepsOf(notes: Part<Note>, actions: Part<Action>, names: readonly string[]): Step[] {
  const complete = [notes, actions].map((part) => (part.more ? (part.rows.at(-1)?.create_date ?? "9999") : "")).sort().at(-1) ?? "";
  const steps: Step[] = [
    ...notes.rows.map((note) => ({ key: `n ${noteKey(note)}`, kind: "note" as const, at: note.create_date, text: note.follow_info, by: note.user_customer_flowup__user__username })),
    ...actions.rows.map((action) => ({ key: `a ${actionKey(action)}`, kind: "action" as const, at: action.create_date, text: without(action.log, names), by: "" })),
  ];
  return steps.filter((step) => step.at >= complete).sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

/** Which of the two to read on, so that stepsOf() reaches further back. */
export function readNext(notes: Part<Note>, actions: Part<Action>): "notes" | "actions" | null {
  if (notes.more && actions.more) return (notes.rows.at(-1)?.create_date ?? "") >= (actions.rows.at(-1)?.create_date ?? "") ? "notes" : "actions";
  return notes.more ? "notes" : actions.more ? "actions" : null;
}

function without(text: string, names: readonly string[]): string {
  const name = names.find((name) => name && text.startsWith(name) && text.length > name.length);
  return name ? text.slice(name.length) : text;
}
