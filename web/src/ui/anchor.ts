// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps what is read where it is while a list grows above it. The browser's own anchoring is off (overflow-anchor:
 * none), since it gives up in lists that grow while they are scrolled.
 */
import { nextTick, onBeforeUnmount, watch, type Ref } from "vue";

const BOTTOM_SLACK = 40;

export interface Anchor {
  /** Changes the list, with the first visible row where it was. */
  hold(change: () => void | Promise<void>): Promise<void>;
  isAtBottom(): boolean;
  toBottom(): void;
}

/** `rows`: the list that scrolls, with all that it has in one element; its rows have `data-row`. `isWhole`: what is at its
 * end is the newest. */
export function useAnchor(rows: Ref<HTMLElement | null>, isWhole: () => boolean): Anchor {
  const isAtBottom = () => {
    const list = rows.value;
    return !list || list.scrollHeight - list.scrollTop - list.clientHeight <= BOTTOM_SLACK;
  };
  const toBottom = () => {
    if (rows.value) rows.value.scrollTop = rows.value.scrollHeight;
  };

  // Who reads the end goes on reading it when the list gets lower (a keyboard or a panel has come up), and when what is in
  // it gets higher: a form has opened, a message was sent.
  let atEnd = true;
  let heights = "";
  const look = () => (atEnd = isAtBottom());
  const follow = () => {
    if (atEnd && isWhole()) toBottom();
  };
  const scrolled = () => {
    const list = rows.value;
    const now = `${list?.clientHeight} ${list?.scrollHeight}`;
    // Where a height has changed too, it was not the reader who scrolled.
    if (now === heights) look();
    else follow();
    heights = now;
  };
  const resized = new ResizeObserver(follow);
  watch(rows, (list, before) => {
    before?.removeEventListener("scroll", scrolled);
    resized.disconnect();
    list?.addEventListener("scroll", scrolled, { passive: true });
    for (const element of [list, list?.firstElementChild]) if (element) resized.observe(element);
  });
  onBeforeUnmount(() => resized.disconnect());

  const hold = async (change: () => void | Promise<void>) => {
    const list = rows.value;
    const row = list && firstVisible(list);
    const before = row?.getBoundingClientRect().top ?? 0;
    await change();
    await nextTick();
    if (!list || !row) return;
    const same = list.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.dataset["row"] ?? "")}"]`);
    if (same) list.scrollTop += same.getBoundingClientRect().top - before;
    look();
  };
  return { hold, isAtBottom, toBottom };
}

function firstVisible(list: HTMLElement): HTMLElement | null {
  const top = list.getBoundingClientRect().top;
  for (const row of list.querySelectorAll<HTMLElement>("[data-row]")) if (row.getBoundingClientRect().bottom > top) return row;
  return null;
}
