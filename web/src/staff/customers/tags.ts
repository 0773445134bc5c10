// SPDX-License-Identifier: Apache-2.0
/** Tags that are chosen in a dialog while others may change them. */
import type { TagGroup } from "./calls";

export function borne(groups: readonly TagGroup[]): Set<number> {
  return new Set(groups.flatMap((group) => group.tags.filter((tag) => tag.is_select).map((tag) => tag.id)));
}

/** What was chosen against `before`, done to what the customer bears now. */
export function rechosen(chosen: ReadonlySet<number>, before: ReadonlySet<number>, now: ReadonlySet<number>): Set<number> {
  const result = new Set([...now].filter((id) => chosen.has(id) || !before.has(id)));
  for (const id of chosen) if (!before.has(id)) result.add(id);
  return result;
}

export function sameTags(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
