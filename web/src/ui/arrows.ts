// SPDX-License-Identifier: Apache-2.0
/** The arrow keys in a list of links: the focus goes from row to row, as Tab would, without leaving the list. */
export function arrowKeys(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (!step) return;
  const links = Array.from((event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("li a"));
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at < 0 ? 0 : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
