// SPDX-License-Identifier: Apache-2.0
/** Where a row of the list stands after what is told of its customer. */
import type { Hint } from "@/core/line";
import type { CustomerRow, Order } from "./calls";

/** What a hint changes of a row's place: the customer was active, was followed up, or something else of them changed. */
export type Change = "active" | "followed" | "other";

export function changeOf(hint: Hint): Change | null {
  switch (hint.event) {
    case "action":
      return "active";
    case "message":
      return hint.send_type === 2 ? "active" : "followed";
    case "customer":
      return hint.what === "follow" || hint.what === "expected" ? "followed" : "other";
    default:
      return null;
  }
}

/**
 * The index of `row` among the `others` of the `list`, of which `more` may follow on the server; null: it stands among
 * those. `before`: where it stood, -1 for a row that was not there.
 */
export function placeOf(row: CustomerRow, others: readonly CustomerRow[], before: { index: number; chance: number }, list: { order: Order; more: boolean }, change: Change): number | null {
  const { order, more } = list;
  if ((order === "-last_activity_time" && change === "active") || (order === "-last_follow_time" && change === "followed")) return 0;
  const stays = before.index >= 0 && (order !== "-expedted_pr" || before.chance === row.expedted_pr);
  if (stays) return Math.min(before.index, others.length);
  if (order !== "-expedted_pr") return more ? null : others.length;
  const at = others.findIndex((other) => other.expedted_pr < row.expedted_pr);
  if (at >= 0) return at;
  return more ? null : others.length;
}
