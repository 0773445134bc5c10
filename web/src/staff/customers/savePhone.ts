// SPDX-License-Identifier: Apache-2.0
/** Where a customer's number stands in the profile: the field of the API takes mainland mobile numbers alone, others stand in the notes. */
import { isMobile, phonesIn } from "@/core/reach";
import type { Profile, ProfileChange } from "./calls";

type Known = Pick<Profile, "phone" | "mem" | "sex">;

const notes = (row: Known): string => row.mem ?? "";

/** What is known to call the customer by; "": nothing. */
export const phoneOf = (row: Known): string => row.phone || (notes(row).split("\n").flatMap(phonesIn)[0] ?? "");

export const knows = (row: Known, phone: string): boolean => row.phone === phone || notes(row).split(/[^+\d]+/).includes(phone);

/** The change that puts it there; the API wants the sex in each. A mobile number that was there before goes into the notes. */
export function withPhone(row: Known, phone: string): ProfileChange {
  const noted = [notes(row).trimEnd(), isMobile(phone) ? row.phone : phone].filter(Boolean).join("\n");
  const mem = noted === notes(row) ? {} : { mem: noted };
  return { sex: row.sex ?? 0, ...(isMobile(phone) ? { phone } : {}), ...mem };
}
