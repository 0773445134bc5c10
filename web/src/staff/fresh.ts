// SPDX-License-Identifier: Apache-2.0
import { onBeforeUnmount, onMounted } from "vue";
import type { Hint } from "@/core/line";
import type { Office } from "./office";

/** Calls `read` at once, for each hint that is `about` it, and when hints may have been missed, as long as the component lives. */
export function useFresh(office: Office, about: (hint: Hint) => boolean, read: () => unknown): void {
  let leave: (() => void)[] = [];
  onMounted(() => {
    leave = [office.listen((hint) => void (about(hint) && read())), office.onCatchUp(() => void read())];
    void read();
  });
  onBeforeUnmount(() => leave.forEach((end) => end()));
}
