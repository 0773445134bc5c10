// SPDX-License-Identifier: Apache-2.0
/** Makes a field as high as what is written in it, at most `most` px: what is beyond is scrolled. */
export function grow(area: HTMLTextAreaElement | null, most: number): void {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + area.offsetHeight - area.clientHeight, most)}px`;
}
