// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { spanOf } from "@/ui/window";

test("the rows near what is seen are there, and no more than there are", () => {
  expect(spanOf(0, 720, 72, 2000, 5)).toEqual({ from: 0, to: 15 });
  expect(spanOf(72_000, 720, 72, 2000, 5)).toEqual({ from: 995, to: 1015 });
  expect(spanOf(72_000, 720, 72, 1005, 5)).toEqual({ from: 995, to: 1005 });
});

test("a list that became shorter than it was scrolled has no rows from behind its end", () => {
  expect(spanOf(72_000, 720, 72, 3, 5)).toEqual({ from: 3, to: 3 });
  expect(spanOf(0, 0, 72, 0)).toEqual({ from: 0, to: 0 });
});
