// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { Keep } from "@/core/keep";
import { en } from "@/i18n/en";
import { zh } from "@/i18n/zh";
import type { Contact } from "@/staff/calls";
import { found, loneDrafts, previewOf } from "@/staff/chat/preview";
import { Drafts } from "@/staff/drafts";
import { Memory } from "./memory";

const contact = (change: Partial<Contact> = {}): Contact => ({
  customer_id: 1,
  src: "",
  name: "Rose",
  id: 1,
  send_type: 2,
  dateTime: "14:30",
  msg: "在吗",
  unread_msg_num: 0,
  customer_source_text: "",
  is_subscribe_text: "",
  ...change,
});

test("the last message says who wrote it, and what is no text in the language of the page", () => {
  expect(previewOf(contact(), zh)).toBe("在吗");
  expect(previewOf(contact({ send_type: 1 }), zh)).toBe("我：在吗");
  expect(previewOf(contact({ send_type: 1, msg: "[图片]" }), en)).toBe("You: [Picture]");
  expect(previewOf(contact({ msg: "[视频]" }), en)).toBe("[Video]");
  expect(previewOf(contact({ msg: "向您咨询:沙发" }), en)).toBe("Asks about: 沙发");
});

test("drafts are found again by another page, and end with their text", () => {
  const storage = new Memory();
  const keep = () => new Keep("user:1", storage);
  const drafts = new Drafts(keep());
  drafts.write({ customer: 7, name: "老王", text: "您好" });
  drafts.write({ customer: 8, name: "", text: "  " });
  new Keep("user:2", storage).write("draft:9", "其他人的");
  expect([...new Drafts(keep()).all.value.values()]).toEqual([{ customer: 7, name: "老王", text: "您好" }]);
  drafts.write({ customer: 7, name: "老王", text: "" });
  expect(drafts.all.value.size).toBe(0);
  expect(new Drafts(keep()).of(7)).toBe("");
});

test("only drafts to those who have no conversation stand alone", () => {
  const drafts = new Map([1, 7].map((customer) => [customer, { customer, name: "", text: "x" }]));
  expect(loneDrafts(drafts, [contact()]).map(({ customer }) => customer)).toEqual([7]);
});

test("the search looks at names and texts, in any case", () => {
  expect([found("rose", "ROSE", ""), found("沙发", "Rose", "要沙发"), found("", "Rose"), found("x", "Rose")]).toEqual([true, true, true, false]);
});
