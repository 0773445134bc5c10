// SPDX-License-Identifier: Apache-2.0
/** Long lists of rows of one height: only those near what is seen are in the document. */
import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from "vue";

export interface Span {
  from: number;
  /** Behind the last one. */
  to: number;
}

const SPARE_ROWS = 10;

/** The rows that are to be there for a list scrolled to `top`, of which `height` px are seen. */
export function spanOf(top: number, height: number, row: number, count: number, spare = SPARE_ROWS): Span {
  const from = Math.max(0, Math.min(Math.floor(top / row) - spare, count));
  const to = Math.min(count, Math.ceil((top + height) / row) + spare);
  return { from, to: Math.max(from, to) };
}

export interface Window {
  span: ComputedRef<Span>;
  /** px. */
  width: Readonly<Ref<number>>;
  /** For the list's scroll event. */
  scrolled(): void;
  /** Scrolls so that the row is seen whole. */
  reveal(index: number): void;
}

export function useWindow(list: Ref<HTMLElement | null>, row: number, count: () => number): Window {
  const top = ref(0);
  const height = ref(0);
  const width = ref(0);
  const scrolled = () => {
    // In steps of a row, so that nothing is drawn anew for less.
    if (list.value) top.value = Math.floor(list.value.scrollTop / row) * row;
  };
  const measured = new ResizeObserver(() => {
    height.value = list.value?.clientHeight ?? 0;
    width.value = list.value?.clientWidth ?? 0;
    scrolled();
  });
  onMounted(() => list.value && measured.observe(list.value));
  onBeforeUnmount(() => measured.disconnect());
  const reveal = (index: number) => {
    if (!list.value) return;
    const most = index * row;
    const least = most + row - list.value.clientHeight;
    list.value.scrollTop = Math.min(most, Math.max(least, list.value.scrollTop));
    scrolled();
  };
  return { span: computed(() => spanOf(top.value, height.value, row, count())), width, scrolled, reveal };
}
