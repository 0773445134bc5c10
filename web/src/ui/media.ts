// SPDX-License-Identifier: Apache-2.0
import { onBeforeUnmount, ref, type Ref } from "vue";

/** Whether a media query holds, as long as the component lives. */
export function useMedia(query: string): Ref<boolean> {
  const list = window.matchMedia(query);
  const holds = ref(list.matches);
  const changed = () => (holds.value = list.matches);
  list.addEventListener("change", changed);
  onBeforeUnmount(() => list.removeEventListener("change", changed));
  return holds;
}
