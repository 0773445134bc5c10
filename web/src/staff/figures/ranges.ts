// SPDX-License-Identifier: Apache-2.0
/** The days that figures are of, as the address says them: `range=7`, or `from=2026-11-01&to=2026-11-26`. */
import { addDays, daysBetween } from "@/core/time";
import type { Days } from "../calls";

/** As many as one answer has. */
export const MOST_DAYS = 366;
export const PRESETS = [1, 7, 30] as const;

export interface Choice {
  /** How many days up to today; 0: the user's own. */
  preset: number;
  days: Days;
  fault: "none" | "order" | "length";
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The calendar has it. */
export function isDay(text: unknown): text is string {
  if (typeof text !== "string" || !DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** That many days, today's the last of them. */
export function lastDays(count: number, today: string): Days {
  return { from: addDays(today, 1 - count), to: today };
}

export function countOf(days: Days): number {
  return daysBetween(days.from, days.to) + 1;
}

export function faultOf(days: Days): Choice["fault"] {
  if (days.from > days.to) return "order";
  return countOf(days) > MOST_DAYS ? "length" : "none";
}

/** What the address asks for; where it says nothing that makes sense so many days as `otherwise`. */
export function choiceOf(query: Record<string, unknown>, today: string, otherwise: number = 7): Choice {
  if (isDay(query["from"]) && isDay(query["to"])) {
    const days = { from: query["from"], to: query["to"] };
    return { preset: 0, days, fault: faultOf(days) };
  }
  const preset = PRESETS.find((count) => String(count) === query["range"]) ?? otherwise;
  return { preset, days: lastDays(preset, today), fault: "none" };
}

/** The same as the address says it. */
export function queryOfChoice({ preset, days }: Choice): Record<string, string> {
  return preset ? { range: String(preset) } : { from: days.from, to: days.to };
}
