// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { phonesIn, veiled, wechatIn } from "@/core/reach";

test.each([
  ["15931788974", ["15931788974"]],
  ["我的手机是 138 0013 8000,谢谢", ["13800138000"]],
  ["+86 138-0013-8000", ["13800138000"]],
  ["25 15931788974", ["15931788974"]],
  ["13800138000 或 13900139000 或 13800138000", ["13800138000", "13900139000"]],
  ["订单 2026112715931788974", []],
  ["12345678901", []],
  ["下午 3 点到 5 点", []],
])("%s", (text, phones) => {
  expect(phonesIn(text)).toEqual(phones);
});

test.each([
  ["微信:sofa_2026", "sofa_2026"],
  ["我的微信号是 zhang-san88", "zhang-san88"],
  ["WeChat ID: Rose2026", "Rose2026"],
  ["加我微信吧", null],
  ["微信 123456", null],
])("%s", (text, id) => {
  expect(wechatIn(text)).toBe(id);
});

test("the middle of a number is hidden", () => {
  expect(veiled("13800138000")).toBe("138****8000");
});
