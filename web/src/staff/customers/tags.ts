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

/** From here on letters are as wide as they are high. */
const FULL_WIDTH = 0x2e80;

/** px of a text, about. */
const widthOf = (text: string, size: number): number => [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= FULL_WIDTH ? 1 : 0.6) * size, 0);

const NAME_PX = 15;
const TAG_PX = 12;
const AROUND_TAG = 16;
const MORE_PX = 28;

/** How many tags, one at least, find room beside a name in so many px; before "+2" if they are not all. */
export function tagsBeside(name: string, tags: readonly string[], room: number): number {
  let left = room - widthOf(name, NAME_PX);
  let count = 0;
  for (const tag of tags) {
    left -= widthOf(tag, TAG_PX) + AROUND_TAG;
    if (left < (count + 1 < tags.length ? MORE_PX : 0)) break;
    count++;
  }
  return Math.max(1, count);
}

export function sameTags(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
