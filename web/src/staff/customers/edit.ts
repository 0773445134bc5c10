// SPDX-License-Identifier: Apache-2.0
/** A customer's profile as a form: what has changed in it, and what the API says is wrong with it. */
import type { FieldFault, Outcome } from "@/core/outcome";
import type { Catalogue } from "@/i18n/zh";
import type { Profile, ProfileChange } from "./calls";

export const TEXTS = ["username", "memo_name", "phone", "email", "company", "position", "address", "birthday", "mem"] as const;
export type TextField = (typeof TEXTS)[number];

export type ProfileFields = Record<TextField, string> & {
  /** 1 male, 2 female; 0: not chosen yet. */
  sex: number;
  /** Who referred the customer; null: as it was, 0: nobody, "open": a name is written and nobody chosen. */
  superior: number | null | "open";
};

export function fieldsOf(row: Profile): ProfileFields {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, row[field] ?? ""])) as Record<TextField, string>;
  return { ...texts, sex: row.sex ?? 0, superior: null };
}

/** The texts among what a change has. */
export function textsOf(change: ProfileChange): Partial<Record<TextField, string>> {
  return Object.fromEntries(TEXTS.flatMap((field) => (typeof change[field] === "string" ? [[field, change[field]]] : [])));
}

/** The body of the change: what differs, and the sex, which the API wants each time. Null when nothing differs. */
export function changesOf(row: Profile, fields: ProfileFields): ProfileChange | null {
  const change: ProfileChange = { sex: fields.sex };
  for (const field of TEXTS) if (fields[field].trim() !== (row[field] ?? "").trim()) change[field] = fields[field].trim();
  if (typeof fields.superior === "number") change.superior = fields.superior;
  return Object.keys(change).length > 1 || fields.sex !== (row.sex ?? 0) ? change : null;
}

export interface Faults {
  /** By field, in the language of the page. */
  fields: Record<string, string>;
  /** What is of no field that the form has. */
  rest: string;
}

export const NO_FAULTS: Faults = { fields: {}, rest: "" };

function faultText(fault: FieldFault, texts: Catalogue): string {
  return texts.customer.faults[fault.code ?? ""] ?? fault.text;
}

/** `shown`: the fields that the form has. */
export function faultsOf(outcome: Outcome<unknown>, shown: readonly string[], texts: Catalogue): Faults {
  if (outcome.kind === "later") return { fields: {}, rest: outcome.reason === "offline" ? texts.state.offline : texts.customer.later };
  if (outcome.kind !== "refused") return NO_FAULTS;
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const fault of outcome.faults) {
    if (shown.includes(fault.field)) fields[fault.field] ??= faultText(fault, texts);
    else rest.push(`${fault.field}: ${faultText(fault, texts)}`);
  }
  if (outcome.faults.length === 0) rest.push(outcome.text);
  return { fields, rest: rest.join("; ") };
}
