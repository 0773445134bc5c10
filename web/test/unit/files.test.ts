// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { boxOf, fit, kindOf } from "@/core/files";

test.each([
  ["image/jpeg", "picture"],
  ["image/heic", "picture"],
  ["video/mp4", "video"],
  ["image/svg+xml", null],
  ["video/quicktime", null],
  ["text/html", null],
  ["", null],
])("whether %s may be sent", (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

test("a picture is made smaller, never larger, and keeps its shape", () => {
  expect(fit({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fit({ width: 300, height: 200 }, 1600)).toEqual({ width: 300, height: 200 });
  expect(fit({ width: 16_000, height: 3 }, 1600)).toEqual({ width: 1600, height: 1 });
});

test("the box of a picture has its shape and its limits", () => {
  expect(boxOf(1600, 1200)).toEqual({ width: 240, height: 180 });
  expect(boxOf(900, 1600)).toEqual({ width: 180, height: 320 });
  expect(boxOf(10, 5000)).toEqual({ width: 64, height: 320 });
});

test.each([[undefined, undefined], ["240", "320"], [0, 100], [-5, 5], [NaN, 1], [Infinity, 1], [1e9, 1]])("sizes that are none give the usual box (%s, %s)", (width, height) => {
  expect(boxOf(width, height)).toEqual({ width: 240, height: 180 });
});
