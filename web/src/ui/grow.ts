// SPDX-License-Identifier: Apache-2.0
/** Fields that are as high as what is written in them. */
import type { ObjectDirective } from "vue";

/** `most`: px; a field that would be higher scrolls. */
export function grow(area: HTMLTextAreaElement, most: number): void {
  // While it is measured it is low: what is around it keeps its height, or a list beside it would lose its place.
  const around = area.parentElement;
  if (around) around.style.minHeight = `${around.offsetHeight}px`;
  area.style.height = "auto";
  const border = area.offsetHeight - area.clientHeight;
  // One that is not displayed has no height yet.
  if (area.scrollHeight > 0) area.style.height = `${Math.min(area.scrollHeight + border, most)}px`;
  if (around) around.style.minHeight = "";
}

const MOST_PX = 264;
const fit = (area: HTMLTextAreaElement) => grow(area, MOST_PX);

/** For fields of forms. They may be shown later than they are made: until then they have their rows. */
export const vGrow: ObjectDirective<HTMLTextAreaElement> = { mounted: (area) => void requestAnimationFrame(() => fit(area)), updated: fit };
