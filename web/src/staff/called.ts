// SPDX-License-Identifier: Apache-2.0
/** What customers are called, everywhere in the console. */
import { plain } from "@/core/text";

type Text = string | null | undefined;
const trimmed = (text: Text) => plain(text ?? "").trim();

/**
 * By the memo name; else by `name`, as which the API says the name that the user gave them, or their own where there is
 * none. Empty: they have no name at all.
 */
export const called = (memo: Text, name: Text): string => trimmed(memo) || trimmed(name);

/** The name that called() leaves out, where there is one; else empty. */
export function nameBeside(memo: Text, name: Text): string {
  const other = trimmed(name);
  return other === called(memo, name) ? "" : other;
}
