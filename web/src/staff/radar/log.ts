// SPDX-License-Identifier: Apache-2.0
/** Rows of the action log as the radar shows them. */
import { dayOf } from "@/core/time";
import type { Action } from "../calls";

/** The remark of an action that came without one (action/record). */
const REMARKS = [
  "",
  "查看了您的名片",
  "查看了您的产品",
  "查看了您的动态",
  "查看了您的官网",
  "复制了您的微信号",
  "转发了您的名片",
  "咨询了您的产品",
  "保存了您的电话",
  "觉得您很靠谱",
  "拨打了您的电话",
  "播放了您的语音介绍",
  "复制了您的邮箱",
  "授权访问了您的名片",
  "查看了您的文章",
  "把您的文章转发给了朋友",
  "把您的文章转发到了朋友圈",
];

/** What a title stands in. */
const QUOTED = /^[“"《「](.*)[”"》」]$/s;

/** What joins a remark to its usual beginning. */
const JOINT = /^[\s,，.。:：;；·]+/;

export interface LogRow extends Action {
  key: string;
}

/** Rows of the log have no id: they are the same when all of them is, the first of equal ones the first. */
export function keyed(rows: readonly Action[]): LogRow[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const text = `${row.create_date} ${row.customer_id} ${row.action} ${row.log}`;
    const time = times.get(text) ?? 0;
    times.set(text, time + 1);
    return { ...row, key: `${text} ${time}` };
  });
}

/** Both lists as one, newest first, each row once. */
export function merged(rows: readonly LogRow[], others: readonly LogRow[]): LogRow[] {
  const known = new Set(rows.map((row) => row.key));
  const all = [...rows, ...others.filter((row) => !known.has(row.key))];
  return all.sort((one, other) => (one.create_date < other.create_date ? 1 : one.create_date > other.create_date ? -1 : 0));
}

/** Rows of one day, which come one after the other. */
export function byDay(rows: readonly LogRow[]): { day: string; rows: LogRow[] }[] {
  const days: { day: string; rows: LogRow[] }[] = [];
  for (const row of rows) {
    const day = dayOf(row.create_date);
    if (days.at(-1)?.day === day) days.at(-1)?.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

/** What a row says beyond who and what: the article, the product, the remark. `name`: the customer's, as the API says it. */
export function detailOf(row: Action, name: string): string {
  const usual = REMARKS[row.action] ?? "";
  const at = usual ? row.log.indexOf(usual) : -1;
  if (at >= 0) {
    const rest = row.log.slice(at + usual.length).replace(JOINT, "").trim();
    return QUOTED.exec(rest)?.[1] ?? rest;
  }
  return name && row.log.startsWith(name) ? row.log.slice(name.length).trim() : row.log;
}
