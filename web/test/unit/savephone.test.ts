// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { zh } from "@/i18n/zh";
import { knows, phoneOf, replacedBy, withPhone } from "@/staff/customers/savePhone";

const row = { phone: "", mem: "", sex: 2 };
const put = (known: typeof row, phone: string) => withPhone(known, phone, zh.customer);

test("a mainland mobile number has its field", () => {
  expect(put(row, "13800138000")).toEqual({ sex: 2, phone: "13800138000" });
});

test("one that was there before is noted, as such", () => {
  expect(put({ ...row, phone: "13900139000", mem: "喜欢深色\n" }, "13800138000")).toEqual({ sex: 2, phone: "13800138000", mem: "喜欢深色\n原手机号 13900139000" });
});

test("a number of elsewhere is noted, and leaves the field alone", () => {
  expect(put({ ...row, phone: "13900139000" }, "+66812345678")).toEqual({ sex: 2, mem: "手机号 +66812345678" });
});

test("who puts a number there is told which one gives way", () => {
  expect(replacedBy({ ...row, phone: "13900139000" }, "13800138000")).toBe("13900139000");
  expect(replacedBy({ ...row, phone: "13900139000" }, "13900139000")).toBe("");
  expect(replacedBy({ ...row, phone: "13900139000" }, "+66812345678")).toBe("");
  expect(replacedBy(row, "13800138000")).toBe("");
});

test("what was stored is known, and nothing like it", () => {
  const noted = { ...row, ...put({ ...row, mem: "周末联系" }, "+66812345678") } as typeof row;
  expect(knows(noted, "+66812345678")).toBe(true);
  expect(knows(noted, "66812345678")).toBe(false);
  expect(knows({ ...row, phone: "13800138000" }, "13800138000")).toBe(true);
  expect(knows(row, "13800138000")).toBe(false);
});

test("to be called by: the field, or the first number in the notes", () => {
  expect(phoneOf({ ...row, phone: "13800138000", mem: "+66812345678" })).toBe("13800138000");
  expect(phoneOf({ ...row, mem: "周末联系\n+66812345678" })).toBe("+66812345678");
  expect(phoneOf({ ...row, mem: "周末联系\n手机号 02112345678" })).toBe("02112345678");
  expect(phoneOf(row)).toBe("");
});
