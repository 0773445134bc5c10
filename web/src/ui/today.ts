// SPDX-License-Identifier: Apache-2.0
/** The office's day as a ref, which changes at its midnight. */
import { ref, type Ref } from "vue";
import type { OfficeClock } from "@/core/time";

/** Looked at often instead of once at midnight: the timers of phones stand while they sleep. */
const TICK_MS = 5_000;

export interface TodayRef extends Readonly<Ref<string>> {
  stop(): void;
}

/** Until it is stopped. */
export function todayRef(clock: OfficeClock): TodayRef {
  const today = ref(clock.today());
  const look = (): void => void (today.value = clock.today());
  const timer = window.setInterval(look, TICK_MS);
  document.addEventListener("visibilitychange", look);
  const stop = (): void => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
  return Object.assign(today, { stop });
}
