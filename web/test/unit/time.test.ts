// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { addDays, agoText, dayName, dayText, englishOf, officeClock, rangeText } from "@/core/time";

const MIDNIGHT = Date.UTC(2026, 10, 26, 16, 0, 0); // in Shanghai, the first moment of the 27th
const zh = { justNow: "刚刚", yesterday: "昨天" };
const ago = (dateTime: string) => agoText(dateTime, "2026-11-27T14:32:05", "en", { justNow: "now", yesterday: "Yesterday" });

test("days and hours are those of the office's zone and of the server's clock", () => {
  expect(officeClock("Asia/Shanghai", 0, () => MIDNIGHT).now()).toBe("2026-11-27T00:00:00");
  expect(officeClock("Asia/Shanghai", -1000, () => MIDNIGHT).now()).toBe("2026-11-26T23:59:59");
  expect(officeClock("Asia/Shanghai", -1000, () => MIDNIGHT).today()).toBe("2026-11-26");
  expect(officeClock("America/New_York", 0, () => MIDNIGHT).today()).toBe("2026-11-26");
});

test("days are added over months and leap years", () => {
  expect(addDays("2026-11-27", -29)).toBe("2026-10-29");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
});

test("a range says its years where they are two, and one day once", () => {
  const text = (from: string, to: string) => rangeText(from, to, "2026-11-27", "en");
  expect([text("2026-11-01", "2026-11-20"), text("2026-11-20", "2026-11-20"), text("2025-12-20", "2026-11-20")]).toEqual(["Nov 1 – Nov 20", "Nov 20", "Dec 20, 2025 – Nov 20, 2026"]);
  expect(text("2025-11-01", "2025-11-20")).toBe("Nov 1, 2025 – Nov 20, 2025");
});

test("what has just been, or is dated a little ahead, is now", () => {
  expect(ago("2026-11-27T14:31:06")).toBe("now");
  expect(ago("2026-11-27T14:33:00")).toBe("now");
});

test("minutes and hours of today, then the day", () => {
  expect(ago("2026-11-27T14:30:05.250")).toMatch(/^1\s?m/);
  expect(ago("2026-11-27T13:32:06")).toMatch(/^59\s?m/);
  expect(ago("2026-11-27T00:10:00")).toMatch(/^14\s?h/);
  expect(ago("2026-11-26T23:59:59")).toBe("Yesterday 23:59");
  expect(ago("2026-11-25T08:00:00")).toBe("Nov 25 08:00");
  expect(ago("2025-12-31T08:00:00")).toBe("Dec 31, 2025 08:00");
});

test("a day is written as the language writes it", () => {
  const today = "2026-11-27";
  expect([dayText("2026-11-24", today, "zh-CN"), dayText("2025-01-02", today, "zh-CN")]).toEqual(["11月24日", "2025年1月2日"]);
  expect([dayText("2026-11-24", today, "en"), dayText("2025-01-02", today, "en")]).toEqual(["Nov 24", "Jan 2, 2025"]);
  expect(dayText("no day", today, "en")).toBe("no day");
  expect(["2026-11-27", "2026-11-26", "2026-11-25"].map((day) => dayName(day, today, "en", { today: "Today", yesterday: "Yesterday" }))).toEqual(["Today", "Yesterday", "Nov 25"]);
});

test("in Chinese by the same rules", () => {
  expect(agoText("2026-11-27T14:30:00", "2026-11-27T14:32:05", "zh-CN", zh)).toBe("2分钟前");
});

test("just after midnight, what was minutes ago is not yet yesterday", () => {
  expect(agoText("2026-11-26T23:58:00", "2026-11-27T00:01:00", "zh-CN", zh)).toBe("3分钟前");
});

test("English days are written as the browser's English does, else with the day first", () => {
  expect(["en-US", "en-GB", "zh-CN", ""].map((browser) => dayText("2026-11-24", "2026-11-26", englishOf(browser)))).toEqual(["Nov 24", "24 Nov", "24 Nov", "24 Nov"]);
});
