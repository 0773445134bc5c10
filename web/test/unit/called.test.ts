// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { called, nameBeside } from "@/staff/called";

test("a customer is called by the memo name, else by the name", () => {
  expect([called("三号楼业主", "又胖了"), called("", "又胖了"), called(null, "又胖了"), called(undefined, undefined), called("  ", " ")]).toEqual(["三号楼业主", "又胖了", "又胖了", "", ""]);
  expect(called("a\u202eb", "")).toBe("ab");
});

test("the name stands beside only where it says something else", () => {
  expect([nameBeside("三号楼业主", "又胖了"), nameBeside("又胖了", "又胖了 "), nameBeside("", "又胖了"), nameBeside("三号楼业主", "")]).toEqual(["又胖了", "", "", ""]);
});
