// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Action } from "@/staff/calls";
import { byDay, detailOf, keyed, merged } from "@/staff/radar/log";

const row = (minute: number, customer = 1, log = "Rose查看了您的文章"): Action => ({
  customer_id: customer,
  headimgurl: "",
  log,
  create_date: `2026-11-27T14:${String(minute).padStart(2, "0")}:00`,
  action: 14,
});
const minutes = (rows: Action[]) => rows.map((one) => Number(one.create_date.slice(14, 16)));

test("pages that overlap give each row once, newest first", () => {
  const first = keyed([row(9), row(8), row(7)]);
  expect(minutes(merged(first, keyed([row(8), row(7), row(6)])))).toEqual([9, 8, 7, 6]);
  expect(minutes(merged(keyed([row(10), row(9)]), first))).toEqual([10, 9, 8, 7]);
});

test("two rows that are alike are two, however often they are read", () => {
  const twice = keyed([row(9), row(9), row(8)]);
  expect(minutes(merged(twice, keyed([row(9), row(9)])))).toEqual([9, 9, 8]);
  expect(new Set(twice.map((one) => one.key)).size).toBe(3);
});

test("rows of the same moment that differ stay apart", () => {
  expect(merged(keyed([row(9, 1)]), keyed([row(9, 2), row(9, 1, "Rose查看了您的文章《一》")]))).toHaveLength(3);
});

test("a fraction of a second is later than none", () => {
  const late = { ...row(9), create_date: "2026-11-27T14:09:00.548" };
  expect(merged(keyed([row(9)]), keyed([late]))[0]?.create_date).toBe(late.create_date);
});

test("a row says beyond its kind only what is not usual", () => {
  expect(detailOf(row(1), "Rose")).toBe("");
  expect(detailOf(row(1, 1, "Rose查看了您的文章《怎样挑沙发》"), "Rose")).toBe("怎样挑沙发");
  expect(detailOf(row(1, 1, "Rose查看了您的文章，成交在望"), "Rose")).toBe("成交在望");
  expect(detailOf(row(1, 1, "Rose第 2 次看文章"), "Rose")).toBe("第 2 次看文章");
});

test("the own name of a customer whom the user has renamed is no detail", () => {
  expect(detailOf(row(1, 1, "_zzz查看了您的文章"), "张三丰")).toBe("");
  expect(detailOf(row(1, 1, "_zzz又来了"), "张三丰")).toBe("_zzz又来了");
  expect(detailOf(row(1, 1, "又来了"), "")).toBe("又来了");
});

test("rows of a day stand together, days in the order of the rows", () => {
  const yesterday = { ...row(5), create_date: "2026-11-26T23:59:59" };
  expect(byDay(keyed([row(9), row(8), yesterday])).map(({ day, rows }) => [day, rows.length])).toEqual([["2026-11-27", 2], ["2026-11-26", 1]]);
  expect(byDay([])).toEqual([]);
});
