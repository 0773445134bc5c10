// SPDX-License-Identifier: Apache-2.0
/**
 * How many actions of customers the user has not seen yet: the badge of the radar. What was seen is kept as the time of
 * the newest row that was, since asking get_new_log would mark rows that nobody looks at.
 */
import { inject, ref, type InjectionKey } from "vue";
import { isDone } from "@/core/outcome";
import { dayOf } from "@/core/time";
import * as calls from "../calls";
import type { Office } from "../office";
import type { LogRow } from "./log";

const SEEN = "radar:seen";
/** The badge says 99+. */
const MOST = 100;

/** How its page was left, for who comes back from a chat. */
export interface Left {
  filter: calls.ActionFilter;
  rows: LogRow[];
  fresh: ReadonlySet<string>;
  ended: boolean;
  top: number;
}

export class Radar {
  readonly unseen = ref(0);
  /** Its page is open, visible, at its top and without a filter: what comes is seen. */
  watched = false;
  left: Left | null = null;
  private readonly ends: (() => void)[] = [];

  constructor(private readonly office: Office) {}

  start(): void {
    this.ends.push(
      this.office.listen((hint) => {
        if (hint.event === "action" && !this.watched) this.unseen.value++;
      }),
      this.office.onCatchUp(() => void this.count()),
    );
  }

  stop(): void {
    this.ends.splice(0).forEach((end) => end());
  }

  /** The user has seen all up to this time. */
  seen(dateTime: string): void {
    this.unseen.value = 0;
    if (dateTime > (this.office.keep.read<string>(SEEN) ?? "")) this.office.keep.write(SEEN, dateTime);
  }

  /** Counts anew. Who never looked has those of today before them. */
  private async count(): Promise<void> {
    if (this.watched) return;
    const seen = this.office.keep.read<string>(SEEN) ?? this.office.clock.today();
    const outcome = await calls.actions({ create_date__gte: dayOf(seen) }, 1, MOST);
    if (isDone(outcome) && !this.watched) this.unseen.value = (outcome.data.ret_data ?? []).filter((row) => row.create_date > seen).length;
  }
}

export const RADAR: InjectionKey<Radar> = Symbol("radar");

export function useRadar(): Radar {
  const radar = inject(RADAR);
  if (!radar) throw new Error("outside of the console");
  return radar;
}
