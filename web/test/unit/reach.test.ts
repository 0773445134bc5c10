// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { answersIn, askedFor, numberOf, phonesIn, veiled, wechatIn } from "@/core/reach";

test.each([
  ["15931788974", ["15931788974"]],
  ["我的手机是 138 0013 8000,谢谢", ["13800138000"]],
  ["+86 138-0013-8000", ["13800138000"]],
  ["25 15931788974", ["15931788974"]],
  ["13800138000 或 13900139000 或 13800138000", ["13800138000", "13900139000"]],
  ["订单 2026112715931788974", []],
  ["12345678901", []],
  ["โทร +66 81-234-5678 ค่ะ", ["+66812345678"]],
  ["081-234-5678", ["0812345678"]],
  ["0512-6666 8888", ["051266668888"]],
  ["订单 0812345678", []],
  ["+86 138 0013 8000 / +66 812345678", ["13800138000", "+66812345678"]],
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
  expect(veiled("123456")).toBe("1****56");
});

test.each([
  ["138 0013 8000", "13800138000"],
  ["+86 13800138000", "13800138000"],
  [" +66 81-234-5678 ", "+66812345678"],
  ["0812345678", "0812345678"],
  ["123456", "123456"],
  ["12345678901234567890", "12345678901234567890"],
  ["12345", null],
  ["123456789012345678901", null],
  ["+", null],
  ["66+812345678", null],
  ["打 13800138000", null],
  ["", null],
])("a number and nothing else: %s", (text, phone) => {
  expect(numberOf(text)).toBe(phone);
});

let next = 1;
const said = (send_type: number, msg: string, info_type = 1) => ({ id: next++, send_type, info_type, msg });

test("an answer is the first number of the customer's behind a question", () => {
  const before = said(2, "66123456");
  const question = said(1, "您的手机号?", 3);
  const own = said(1, "13800138000");
  const other = said(2, "稍等");
  const answer = said(2, "81 234 5678");
  const later = said(2, "200000");
  expect([...answersIn([before, question, own, other, answer, later])]).toEqual([[answer.id, "812345678"]]);
});

test("two questions have one answer, and a number among words is one", () => {
  const answer = said(2, "我的是 138 0013 8000");
  const third = said(1, "?", 3);
  const again = said(2, "123456");
  const messages = [{ ...third, id: 1 }, { ...third, id: 2 }, { ...answer, id: 3 }, { ...third, id: 4 }, { ...again, id: 5 }];
  expect([...answersIn(messages)]).toEqual([[3, "13800138000"], [5, "123456"]]);
});

test.each([
  ["您好，请问能否告诉我您的手机号？", "phone"],
  ["您好,请问能否加下您的微信?", "wechat"],
  ["方便留一下微信号码吗", "wechat"],
  ["请问您的手机或微信？", "both"],
  ["Hello, may I have your phone number?", "phone"],
  ["May I have your WeChat ID?", "wechat"],
  ["", "phone"],
])("what is asked for: %s", (text, what) => {
  expect(askedFor(text)).toBe(what);
});
