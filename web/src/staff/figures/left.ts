// SPDX-License-Identifier: Apache-2.0
/** How the figures were left, for who comes back to them: the same numbers at the same place, until newer ones are there. */
import type { Office } from "../office";
import type { Figures } from "./figures";

interface Left {
  /** The days that they are of. */
  range: string;
  figures: Figures;
  /** px that were scrolled. */
  top: number;
}

const known = new WeakMap<Office, Left>();

export const leave = (office: Office, left: Left): void => void known.set(office, left);

/** Null: they were of other days, or have not been there. */
export function leftOf(office: Office, range: string): Left | null {
  const left = known.get(office);
  return left?.range === range ? left : null;
}
