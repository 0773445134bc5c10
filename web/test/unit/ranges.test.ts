// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { kindsOf } from "@/staff/figures/figures";
import { choiceOf, countOf, isDay, lastDays, MOST_DAYS, queryOfChoice } from "@/staff/figures/ranges";

const TODAY = "2026-11-27";
const choose = (query: Record<string, unknown>) => choiceOf(query, TODAY);

test("a range ends today and has as many days as it says", () => {
  expect(lastDays(1, TODAY)).toEqual({ from: TODAY, to: TODAY });
  expect(lastDays(7, TODAY)).toEqual({ from: "2026-11-21", to: TODAY });
  expect(lastDays(30, "2026-03-01")).toEqual({ from: "2026-01-31", to: "2026-03-01" });
  for (const count of [1, 7, 30]) expect(countOf(lastDays(count, TODAY))).toBe(count);
});

test("the address says which; seven days where it makes no sense", () => {
  expect(choose({ range: "30" })).toEqual({ preset: 30, days: lastDays(30, TODAY), fault: "none" });
  for (const query of [{}, { range: "8" }, { range: ["1", "30"] }, { from: "2026-02-30", to: TODAY }, { from: "2026-11-01" }])
    expect(choose(query)).toEqual({ preset: 7, days: lastDays(7, TODAY), fault: "none" });
});

test("own days are taken as they are, and faulted where no answer has them", () => {
  expect(choose({ from: "2026-11-01", to: "2026-11-02" })).toEqual({ preset: 0, days: { from: "2026-11-01", to: "2026-11-02" }, fault: "none" });
  expect(choose({ from: "2026-11-02", to: "2026-11-01" }).fault).toBe("order");
  expect(choose({ from: "2025-11-27", to: TODAY }).fault).toBe("none");
  expect(countOf({ from: "2025-11-27", to: TODAY })).toBe(MOST_DAYS);
  expect(choose({ from: "2025-11-26", to: TODAY }).fault).toBe("length");
});

test("a choice goes on in another view's address, which has days of its own where nothing is said", () => {
  for (const query of [{ range: "1" }, { range: "30" }, { from: "2026-11-01", to: "2026-11-02" }]) {
    expect(queryOfChoice(choose(query))).toEqual(query);
    expect(choiceOf(queryOfChoice(choose(query)), TODAY, 30)).toEqual(choose(query));
  }
  expect(choiceOf({ order: "activity" }, TODAY, 30)).toEqual(choose({ range: "30" }));
});

test("a day is one of the calendar", () => {
  expect(isDay("2028-02-29")).toBe(true);
  for (const text of ["2026-02-29", "2026-13-01", "2026-1-1", "", null, undefined, 20261127]) expect(isDay(text)).toBe(false);
});

test("kinds that did not happen are left out, and most comes first", () => {
  expect(kindsOf({ "1": 2, "2": 0, "14": 5, "7": 2 })).toEqual([
    { action: 14, count: 5 },
    { action: 1, count: 2 },
    { action: 7, count: 2 },
  ]);
});
