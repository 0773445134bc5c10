// SPDX-License-Identifier: Apache-2.0
/** What the API says in Chinese words, in the language of the page. */
import { dayName, dayOf, dayText, minuteOf } from "@/core/time";
import type { Catalogue } from "@/i18n/zh";

/** Of `last_activity_time` and `last_follow_time`. `today`: the day now. */
export function dayWord(word: string, today: string, texts: Catalogue): string {
  if (word === "今天") return texts.time.today;
  if (word === "昨天") return texts.time.yesterday;
  const days = /^(\d+)天前$/.exec(word)?.[1];
  return days ? texts.customers.daysAgo(Number(days)) : dayText(word, today, texts.locale);
}

/** Of `follow_status`. */
export function followWord(status: string, today: string, texts: Catalogue): string {
  if (status === "今天跟进") return texts.customers.followed(texts.time.today);
  if (status === "昨天已跟进") return texts.customers.followed(texts.time.yesterday);
  return status === "未跟进过" ? texts.customers.neverFollowed : texts.customers.followed(dayText(status, today, texts.locale));
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
  return day === today ? minuteOf(dateTime) : dayName(day, today, texts.locale, texts.time);
}

/** Of `dateTime` in the list of conversations: the minute, 昨天, a month with its day, or a date. */
export function contactTime(word: string, today: string, texts: Catalogue): string {
  if (word === "昨天") return texts.time.yesterday;
  if (/^\d\d-\d\d$/.test(word)) return dayText(`${today.slice(0, 4)}-${word}`, today, texts.locale);
  return /^\d{4}-/.test(word) ? dayText(word, today, texts.locale) : word;
}
