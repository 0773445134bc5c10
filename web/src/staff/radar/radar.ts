// SPDX-License-Identifier: Apache-2.0
/**
 * What customers did since the user last looked at the radar: its badge counts it, its rows bear a dot. What was seen is
 * kept as the time of the newest row that was, since asking get_new_log would mark rows that nobody looks at. The badge is
 * counted from the rows, not by hints: one action may be told twice.
 */
import { inject, ref, type InjectionKey } from "vue";
import { isDone } from "@/core/outcome";
import { isText } from "@/core/shape";
import { oneAtATime } from "@/core/single";
import { dayOf } from "@/core/time";
import * as calls from "../calls";
import type { Office } from "../office";
import type { LogRow } from "./log";

const SEEN = "radar:seen";
const isTime = (value: unknown): value is string => isText(value) && /^\d{4}-\d\d-\d\d/.test(value);
/** The badge says 99+. */
const MOST = 100;
/** Actions come in bursts. */
const GATHER_MS = 300;

/** How its page was left, for who comes back from a chat. */
export interface Left {
  filter: calls.ActionFilter;
  rows: LogRow[];
  since: string;
  ended: boolean;
  top: number;
}

export class Radar {
  readonly unseen = ref(0);
  /** Its page is open, visible, at its top and without a filter: what comes is seen. */
  watched = false;
  left: Left | null = null;
  private readonly ends: (() => void)[] = [];
  private gathering = 0;

  constructor(private readonly office: Office) {}

  start(): void {
    this.ends.push(
      this.office.listen((hint) => {
        if (hint.event === "action") this.countSoon();
      }),
      this.office.onCatchUp(() => void this.count()),
    );
    window.addEventListener("storage", this.seenElsewhere);
  }

  stop(): void {
    this.ends.splice(0).forEach((end) => end());
    window.removeEventListener("storage", this.seenElsewhere);
    window.clearTimeout(this.gathering);
  }

  /** Rows that are later than this are new. In a browser in which the user never looked, those of today are. */
  since(): string {
    return this.office.keep.read(SEEN, isTime) ?? this.office.clock.today();
  }

  /** The user has seen all up to this time. */
  seen(dateTime: string): void {
    this.unseen.value = 0;
    if (dateTime > this.since()) this.office.keep.write(SEEN, dateTime);
  }

  /** Another page of this browser writes what was seen there. */
  private readonly seenElsewhere = (event: StorageEvent): void => {
    if (event.key?.endsWith(SEEN)) void this.count();
  };

  private countSoon(): void {
    window.clearTimeout(this.gathering);
    this.gathering = window.setTimeout(() => void this.count(), GATHER_MS);
  }

  /** Counts anew. */
  private readonly count = oneAtATime(() => this.countRows());

  private async countRows(): Promise<void> {
    if (this.watched) return;
    const outcome = await calls.actions({ create_date__gte: dayOf(this.since()) }, 1, MOST);
    if (!isDone(outcome) || this.watched) return;
    const since = this.since();
    this.unseen.value = (outcome.data.ret_data ?? []).filter((row) => row.create_date > since).length;
  }
}

export const RADAR: InjectionKey<Radar> = Symbol("radar");

export function useRadar(): Radar {
  const radar = inject(RADAR);
  if (!radar) throw new Error("outside of the console");
  return radar;
}
