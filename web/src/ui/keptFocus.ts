// SPDX-License-Identifier: Apache-2.0
/** Rows that change places keep the focus: a browser takes it from an element that is moved within the page. */
import { onBeforeUpdate, onUpdated } from "vue";

export function useKeptFocus(): void {
  let held: Element | null = null;
  onBeforeUpdate(() => void (held = document.activeElement));
  onUpdated(() => {
    if (held instanceof HTMLElement && held.isConnected && document.activeElement === document.body) held.focus({ preventScroll: true });
    held = null;
  });
}
