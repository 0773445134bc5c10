// SPDX-License-Identifier: Apache-2.0
/** Tells the user of a customer's message that nobody is looking at. */
import { onBeforeUnmount, onMounted } from "vue";
import { alertUser, readySound } from "@/ui/alerts";
import type { Office } from "./office";

export function useAlerts(office: Office): void {
  const stop = office.listen((hint) => {
    if (hint.event === "message" && hint.send_type === 2 && (document.hidden || !office.isOpen(hint.customer_id))) alertUser();
  });
  onMounted(() => {
    for (const event of ["pointerdown", "keydown"]) window.addEventListener(event, readySound, { passive: true });
  });
  onBeforeUnmount(() => {
    for (const event of ["pointerdown", "keydown"]) window.removeEventListener(event, readySound);
    stop();
  });
}
