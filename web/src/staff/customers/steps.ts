// SPDX-License-Identifier: Apache-2.0
/** What was noted of a customer and what they did, as one list: newest first. */
import { detailOf } from "../radar/log";
import type { Action, Note } from "./calls";

export interface Step {
  key: string;
  kind: "note" | "action";
  at: string;
  /** Of an action its number, where `text` does not say it: then it is what is to be said beyond it, or empty. */
  action: number;
  text: string;
}

export const noteKey = (note: Note): string => `${note.create_date} ${note.follow_info}`;
export const actionKey = (action: Action): string => `${action.create_date} ${action.action} ${action.log}`;

interface Part<Row> {
  rows: readonly Row[];
  /** Further ones, older than these, are not read yet. */
  more: boolean;
}

function actionStep(action: Action, name: string): Step {
  const text = detailOf(action, name);
  return { key: `a ${actionKey(action)}`, kind: "action", at: action.create_date, action: text === action.log ? 0 : action.action, text };
}

/**
 * Up to the time from which on both are complete: what stands behind it could have rows between that are still to come.
 * `name`: the customer's, which a list about one customer need not say.
 */
export function stepsOf(notes: Part<Note>, actions: Part<Action>, name: string): Step[] {
  const complete = [notes, actions].map((part) => (part.more ? (part.rows.at(-1)?.create_date ?? "9999") : "")).sort().at(-1) ?? "";
  const steps: Step[] = [
    ...notes.rows.map((note) => ({ key: `n ${noteKey(note)}`, kind: "note" as const, at: note.create_date, action: 0, text: note.follow_info })),
    ...actions.rows.map((action) => actionStep(action, name)),
  ];
  return steps.filter((step) => step.at >= complete).sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

/** Which of the two to read on, so that stepsOf() reaches further back. */
export function readNext(notes: Part<Note>, actions: Part<Action>): "notes" | "actions" | null {
  if (notes.more && actions.more) return (notes.rows.at(-1)?.create_date ?? "") >= (actions.rows.at(-1)?.create_date ?? "") ? "notes" : "actions";
  return notes.more ? "notes" : actions.more ? "actions" : null;
}
