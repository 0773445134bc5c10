// SPDX-License-Identifier: Apache-2.0
/**
 * Days and hours as the office sees them: in the zone and by the clock of the session, whatever the phone's are set to.
 * The API's times are local ones of that zone without an offset ("2026-11-26T14:32:05"), so their text is what is shown.
 */

export interface OfficeClock {
  /** The day now, "2026-11-26". */
  today(): string;
}

/** `zone`: IANA name; `skew`: ms that the server's clock is ahead of this device's. */
export function officeClock(zone: string, skew: number, now: () => number = Date.now): OfficeClock {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return { today: () => parts.format(now() + skew) };
}

export function dayOf(dateTime: string): string {
  return dateTime.slice(0, 10);
}

/** "14:32"; empty for a date alone. */
export function minuteOf(dateTime: string): string {
  return dateTime.slice(11, 16);
}

/** How many days the first is before the second. */
export function daysBetween(day: string, later: string): number {
  return Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000);
}

/** The day that many days later (or, below zero, before). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
