// SPDX-License-Identifier: Apache-2.0
/** What the API says in Chinese words, in the language of the page. */
import { dayOf, daysBetween, minuteOf } from "@/core/time";
import type { Catalogue } from "@/i18n/zh";

/** A date of this year without it. */
function shortDay(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
}

/** Of `last_activity_time` and `last_follow_time`. `today`: the day now. */
export function dayWord(word: string, today: string, texts: Catalogue): string {
  if (word === "今天") return texts.time.today;
  if (word === "昨天") return texts.time.yesterday;
  const days = /^(\d+)天前$/.exec(word)?.[1];
  return days ? texts.customers.daysAgo(Number(days)) : shortDay(word, today);
}

/** Of `follow_status`. */
export function followWord(status: string, today: string, texts: Catalogue): string {
  if (status === "今天跟进") return texts.customers.followed(texts.time.today);
  if (status === "昨天已跟进") return texts.customers.followed(texts.time.yesterday);
  return status === "未跟进过" ? texts.customers.neverFollowed : texts.customers.followed(shortDay(status, today));
}

const SOURCES = ["扫码", "转发", "搜索", "公众号文章"];

/** Of how a customer came: its text, or 1 to 4. Empty: not known. */
export function sourceWord(source: string | number | null, texts: Catalogue): string {
  const index = typeof source === "number" ? source - 1 : SOURCES.indexOf(source ?? "");
  return texts.customers.sources[index] ?? (typeof source === "string" ? source : "");
}

/** When something was, as short as can be: the minute, yesterday, a day of this year, a date. */
export function shortTime(dateTime: string, today: string, texts: Catalogue): string {
  const day = dayOf(dateTime);
  const before = daysBetween(day, today);
  if (before === 0) return minuteOf(dateTime);
  if (before === 1) return texts.time.yesterday;
  return shortDay(day, today);
}
