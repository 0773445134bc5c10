// SPDX-License-Identifier: Apache-2.0
/** Where a customer's number stands in the profile: the field of the API takes mainland mobile numbers alone, others stand in the notes. */
import { isMobile, phonesIn } from "@/core/reach";
import type { Catalogue } from "@/i18n/zh";
import type { Profile, ProfileChange } from "./calls";

type Known = Pick<Profile, "phone" | "mem" | "sex">;

/** What the notes say before a number, with a space behind it. */
const LABEL = /^\D+ (?=\+?\d)/;

const notes = (row: Known): string => row.mem ?? "";

/** What is known to call the customer by; "": nothing. */
export const phoneOf = (row: Known): string => row.phone || (notes(row).split("\n").flatMap((line) => phonesIn(line.replace(LABEL, "")))[0] ?? "");

export const knows = (row: Known, phone: string): boolean => row.phone === phone || notes(row).split(/[^+\d]+/).includes(phone);

/** The number that gives way when this one is put there; "": none. */
export const replacedBy = (row: Known, phone: string): string => (isMobile(phone) && row.phone !== phone ? row.phone : "");

/** The change that puts it there; the API wants the sex in each. A number that gives way goes into the notes. */
export function withPhone(row: Known, phone: string, words: Catalogue["customer"]): ProfileChange {
  const old = replacedBy(row, phone);
  const line = isMobile(phone) ? old && words.oldPhone(old) : words.otherPhone(phone);
  const noted = [notes(row).trimEnd(), line].filter(Boolean).join("\n");
  const mem = noted === notes(row) ? {} : { mem: noted };
  return { sex: row.sex ?? 0, ...(isMobile(phone) ? { phone } : {}), ...mem };
}
