// SPDX-License-Identifier: Apache-2.0
/**
 * Days and hours as the office sees them: in the zone and by the clock of the session, whatever the phone's are set to.
 * The API's times are local ones of that zone without an offset ("2026-11-26T14:32:05"), so their text is what is shown.
 */

export interface OfficeClock {
  /** The day now, "2026-11-26". */
  today(): string;
  /** The time now, written as the API writes times: "2026-11-26T14:32:05". */
  now(): string;
}

/** `zone`: IANA name; `skew`: ms that the server's clock is ahead of this device's. */
export function officeClock(zone: string, skew: number, now: () => number = Date.now): OfficeClock {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  // Swedish writes days and times as ISO 8601 does, but for the T.
  const whole = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return { today: () => parts.format(now() + skew), now: () => whole.format(now() + skew).replace(" ", "T") };
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

/** The English of dates and numbers: the browser's own; where it speaks another language, that of the day before the month. */
export const englishOf = (browser: string): string => (/^en\b/i.test(browser) ? browser : "en-GB");

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, year: boolean): Intl.DateTimeFormat {
  const key = `${locale} ${year}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "short", day: "numeric", ...(year ? { year: "numeric" as const } : {}) });
    formats.set(key, format);
  }
  return format;
}

/** A day as the locale writes it, its year only where it is not this one: "11月24日", "Nov 24", "Nov 24, 2025". */
export function dayText(day: string, today: string, locale: string): string {
  const moment = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(moment) ? day : formatOf(locale, day.slice(0, 4) !== today.slice(0, 4)).format(moment);
}

/** Some days, or one, by their first and last; where these are of two years, both say theirs. */
export function rangeText(from: string, to: string, today: string, locale: string): string {
  const near = from.slice(0, 4) === to.slice(0, 4) ? today : "";
  return [...new Set([from, to])].map((day) => dayText(day, near, locale)).join(" – ");
}

/** Today and yesterday by those words, else as dayText(). */
export function dayName(day: string, today: string, locale: string, words: { today: string; yesterday: string }): string {
  const before = daysBetween(day, today);
  return before === 0 ? words.today : before === 1 ? words.yesterday : dayText(day, today, locale);
}

/** The day that many days later (or, below zero, before). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * How long ago that was, in words of the locale: minutes and hours of today, else the day and the minute. Both are times
 * of the office's zone; in the hour that its clocks are set this may be an hour wrong.
 */
export function agoText(dateTime: string, now: string, locale: string, words: { justNow: string; yesterday: string }): string {
  const minutes = Math.floor((Date.parse(`${now}Z`) - Date.parse(`${dateTime}Z`)) / 60_000);
  if (minutes < 1) return words.justNow;
  const ago = new Intl.RelativeTimeFormat(locale, { style: "narrow" });
  if (minutes < 60) return ago.format(-minutes, "minute");
  const days = daysBetween(dayOf(dateTime), dayOf(now));
  if (days === 0) return ago.format(-Math.floor(minutes / 60), "hour");
  if (days === 1) return `${words.yesterday} ${minuteOf(dateTime)}`;
  return `${dayText(dayOf(dateTime), dayOf(now), locale)} ${minuteOf(dateTime)}`;
}
