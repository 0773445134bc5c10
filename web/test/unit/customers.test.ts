// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { outcomeOf } from "@/api/client";
import { en } from "@/i18n/en";
import { zh } from "@/i18n/zh";
import { changesOf, faultsOf, fieldsOf, TEXTS } from "@/staff/customers/edit";
import { changeOf, placeOf } from "@/staff/customers/order";
import { queryOf, routeQueryOf } from "@/staff/customers/query";
import { readNext, stepsOf } from "@/staff/customers/steps";
import { borne, rechosen, sameTags, tagsBeside } from "@/staff/customers/tags";
import { contactTime, dayWord, followWord, shortTime, sourceWord } from "@/staff/customers/words";
import type { Action, CustomerRow, Note, Profile } from "@/staff/customers/calls";

const profile: Profile = {
  id: 1, username: "张三丰", headimgurl: "", expected_time: null, expedted_pr: "60", superior: "", source: "扫码", memo_name: null, phone: "15931788974",
  email: "", company: "合众康桥", position: "", address: "", birthday: "", mem: "", tag: [], sex: 1, day_interval: 3,
};
const row = (customer_id: number, expedted_pr: number): CustomerRow => ({
  customer_id, expedted_pr, customer_username: "", headimgurl: "", last_activity_time: "", last_follow_time: "", follow_status: "未跟进过", source: null,
});

test("a form that was only looked at changes nothing", () => {
  expect(changesOf(profile, fieldsOf(profile))).toBeNull();
  expect(changesOf(profile, { ...fieldsOf(profile), company: " 合众康桥 " })).toBeNull();
});

test("only what was changed is sent, with the sex that the API wants", () => {
  expect(changesOf(profile, { ...fieldsOf(profile), phone: "13912345678" })).toEqual({ sex: 1, phone: "13912345678" });
  expect(changesOf(profile, { ...fieldsOf(profile), company: "" })).toEqual({ sex: 1, company: "" });
  expect(changesOf(profile, { ...fieldsOf(profile), sex: 2 })).toEqual({ sex: 2 });
  expect(changesOf(profile, { ...fieldsOf(profile), superior: 0 })).toEqual({ sex: 1, superior: 0 });
  expect(changesOf(profile, { ...fieldsOf(profile), superior: "open" })).toBeNull();
});

test("faults stand at their fields in the language of the page, others below", () => {
  const outcome = outcomeOf({
    code: 303,
    msg: "数据验证失败",
    data: { phone: [{ message: "格式不正确", code: "invalid" }], mystery: [{ message: "奇怪", code: "odd" }] },
  });
  expect(faultsOf(outcome, TEXTS, zh)).toEqual({ fields: { phone: "格式不正确" }, rest: "mystery: 奇怪" });
  expect(faultsOf(outcome, TEXTS, en).fields["phone"]).toBe("Not a valid value");
});

test("a refusal without fields says why, a lost answer that it may be tried again", () => {
  expect(faultsOf({ kind: "refused", code: 301, text: "用户标签不存在", faults: [] }, [], zh)).toEqual({ fields: {}, rest: "用户标签不存在" });
  expect(faultsOf({ kind: "later", reason: "offline" }, [], en).rest).toBe(en.state.offline);
  expect(faultsOf({ kind: "done", data: {} }, [], en)).toEqual({ fields: {}, rest: "" });
});

test("who was active comes first in that order, and stays elsewhere", () => {
  const others = [row(1, 90), row(2, 50), row(3, 10)];
  const before = { index: 2, chance: 30 };
  expect(placeOf(row(9, 30), others, before, { order: "-last_activity_time", more: true }, "active")).toBe(0);
  expect(placeOf(row(9, 30), others, before, { order: "-last_follow_time", more: true }, "active")).toBe(2);
  expect(placeOf(row(9, 30), others, before, { order: "-last_follow_time", more: true }, "followed")).toBe(0);
  expect(placeOf(row(9, 30), others, before, { order: "-create_date", more: true }, "active")).toBe(2);
});

test("a changed chance moves the row to where it belongs, behind its equals", () => {
  const others = [row(1, 90), row(2, 50), row(3, 10)];
  const before = { index: 2, chance: 30 };
  expect(placeOf(row(9, 30), others, before, { order: "-expedted_pr", more: true }, "other")).toBe(2);
  expect(placeOf(row(9, 50), others, before, { order: "-expedted_pr", more: true }, "followed")).toBe(2);
  expect(placeOf(row(9, 95), others, before, { order: "-expedted_pr", more: true }, "followed")).toBe(0);
  expect(placeOf(row(9, 0), others, before, { order: "-expedted_pr", more: true }, "followed")).toBeNull();
  expect(placeOf(row(9, 0), others, before, { order: "-expedted_pr", more: false }, "followed")).toBe(3);
  expect(placeOf(row(9, 30), others, { index: -1, chance: 0 }, { order: "-create_date", more: true }, "other")).toBeNull();
});

test("hints say what happened to a customer", () => {
  const about = { user_id: 1, customer_id: 2, id: 3 };
  expect(changeOf({ event: "action", action: 14, ...about })).toBe("active");
  expect(changeOf({ event: "message", send_type: 2, ...about })).toBe("active");
  expect(changeOf({ event: "message", send_type: 1, ...about })).toBe("followed");
  expect(changeOf({ event: "customer", what: "expected", ...about })).toBe("followed");
  expect(changeOf({ event: "customer", what: "tags", ...about })).toBe("other");
  expect(changeOf({ event: "typing", ...about })).toBeNull();
});

test("an address says what the list shows; what is not known of it is not said", () => {
  const query = { order: "-last_follow_time", source: 3, name: "a b" } as const;
  expect(queryOf(routeQueryOf(query))).toEqual(query);
  expect(routeQueryOf(queryOf({}))).toEqual({});
  expect(queryOf({ order: "sideways", source: "9", name: ["a"] })).toEqual({ order: "-expedted_pr", source: 0, name: "" });
});

const note = (create_date: string): Note => ({ follow_info: `note ${create_date}`, create_date, user_customer_flowup__user__username: "张聪" });
const action = (create_date: string): Action => ({ customer_id: 1, headimgurl: "", log: `Rose查看了您的文章《${create_date}》`, create_date, action: 14 });
const times = (steps: { at: string }[]) => steps.map((step) => step.at);

test("notes and actions stand in one list, newest first", () => {
  const steps = stepsOf({ rows: [note("5"), note("2")], more: false }, { rows: [action("4"), action("1")], more: false }, "");
  expect(times(steps)).toEqual(["5", "4", "2", "1"]);
  expect(steps[1]).toMatchObject({ action: 14, text: "4" });
});

test("nothing is shown behind a time from which one of them is not complete", () => {
  const notes = { rows: [note("9"), note("6")], more: true };
  const actions = { rows: [action("8"), action("5"), action("2")], more: false };
  expect(times(stepsOf(notes, actions, ""))).toEqual(["9", "8", "6"]);
  expect(readNext(notes, actions)).toBe("notes");
  expect(readNext({ rows: [note("1")], more: true }, { rows: [action("3")], more: true })).toBe("actions");
  expect(readNext({ rows: [], more: false }, { rows: [], more: false })).toBeNull();
});

test("a remark of its own says what was done", () => {
  const own = { ...action("1"), log: "Rose正在看《沙发》,第 2 次" };
  expect(stepsOf({ rows: [], more: false }, { rows: [own], more: false }, "张三丰")[0]).toMatchObject({ action: 0, text: own.log });
});

test("tags that others changed meanwhile keep what was chosen here", () => {
  const groups = [{ name: "a", tags: [{ id: 1, name: "", is_select: true }, { id: 2, name: "", is_select: false }] }];
  expect([...borne(groups)]).toEqual([1]);
  const chosen = rechosen(new Set([2, 3]), new Set([1, 3]), new Set([1, 3, 4]));
  expect(sameTags(chosen, new Set([2, 3, 4]))).toBe(true);
  expect(sameTags(new Set([1]), new Set([2]))).toBe(false);
});

test("the API's words are said in the language of the page", () => {
  const today = "2026-11-27";
  expect([dayWord("今天", today, en), dayWord("3天前", today, en), dayWord("2026-11-20", today, en), dayWord("2025-11-20", today, en)]).toEqual(["Today", "3 days ago", "Nov 20", "Nov 20, 2025"]);
  expect([followWord("昨天已跟进", today, zh), followWord("2026-11-20", today, zh), followWord("未跟进过", today, en)]).toEqual(["昨天联系过", "11月20日联系过", "Not contacted yet"]);
  expect([sourceWord("转发", en), sourceWord(4, en), sourceWord(null, en), sourceWord("新的", en)]).toEqual(["Forward", "Article", "", "新的"]);
  expect([shortTime("2026-11-27T14:30:01", today, zh), shortTime("2026-11-26T14:30:01", today, zh), shortTime("2026-10-01T01:00:00", today, zh)]).toEqual(["14:30", "昨天", "10月1日"]);
  expect(["14:30", "昨天", "10-01", "2025-10-01"].map((word) => contactTime(word, today, en))).toEqual(["14:30", "Yesterday", "Oct 1", "Oct 1, 2025"]);
});

test("beside a name stand as many tags as find room, before how many more there are", () => {
  const tags = ["初次接触", "经销商", "餐桌椅", "正在比较"];
  expect([60, 140, 220, 400].map((room) => tagsBeside("林姐", tags, room))).toEqual([1, 1, 2, 4]);
  expect(tagsBeside("林姐", tags.slice(0, 2), 30 + 64 + 52)).toBe(2);
  expect(tagsBeside("林姐", tags.slice(0, 3), 30 + 64 + 52)).toBe(1);
});
