// SPDX-License-Identifier: Apache-2.0
/** The figures of some days, read together so that they fit each other. */
import { isDone, type Outcome } from "@/core/outcome";
import * as calls from "../calls";
import { countOf } from "./ranges";

const TOP = 10;

export interface Kind {
  action: number;
  count: number;
}

export interface Day {
  date: string;
  count: number;
}

export interface Figures {
  total: number;
  customers: number;
  /** On average, in actions a day. */
  aDay: number;
  /** Those that happened, most first. */
  kinds: Kind[];
  days: Day[];
  top: calls.RankedCustomer[];
}

function sum(counts: calls.Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

export function kindsOf(counts: calls.Counts): Kind[] {
  return Object.entries(counts)
    .map(([action, count]) => ({ action: Number(action), count }))
    .filter((kind) => kind.count > 0)
    .sort((one, other) => other.count - one.count || one.action - other.action);
}

export async function readFigures(days: calls.Days): Promise<Outcome<Figures>> {
  const [counted, ranked] = await Promise.all([calls.countActions(days), calls.rankCustomers(days, TOP)]);
  if (!isDone(counted)) return counted;
  if (!isDone(ranked)) return ranked;
  const total = sum(counted.data.detail ?? {});
  return {
    kind: "done",
    data: {
      total,
      customers: ranked.data.data_count ?? 0,
      aDay: total / countOf(days),
      kinds: kindsOf(counted.data.detail ?? {}),
      days: (counted.data.days ?? []).map((day) => ({ date: day.date, count: sum(day.detail) })),
      top: ranked.data.ret_data ?? [],
    },
  };
}
