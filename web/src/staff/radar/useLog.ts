// SPDX-License-Identifier: Apache-2.0
/**
 * The rows of the radar: the newest ones, older ones as they are reached, and what comes. While the list is scrolled
 * what comes is held back, so that nothing moves under the eye of who reads.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue";
import { isDone } from "@/core/outcome";
import { oneAtATime } from "@/core/single";
import * as calls from "../calls";
import type { Office } from "../office";
import { keyed, merged, type LogRow } from "./log";
import type { Radar } from "./radar";

const A_PAGE = 40;

/** `atTop`: the list stands at its top, so that rows may come in. */
export function useLog(office: Office, radar: Radar, filter: Ref<calls.ActionFilter>, atTop: Ref<boolean>) {
  const rows = shallowRef<LogRow[]>([]);
  const held = shallowRef<LogRow[]>([]);
  /** Rows that are later were not seen before this page was opened. */
  const since = ref(radar.since());
  const stage = ref<"loading" | "there" | "trouble">("loading");
  const ended = ref(false);
  let older = false;
  let gone = false;

  const live = computed(() => atTop.value && stage.value === "there");

  function see(): void {
    radar.watched = live.value && !document.hidden && !filter.value.action && !filter.value.customer_id;
    if (radar.watched) radar.seen(rows.value[0]?.create_date ?? "");
  }

  function takeHeld(): void {
    if (held.value.length === 0) return;
    rows.value = merged(held.value, rows.value);
    held.value = [];
  }

  /** What is seen here is not new to the user's other programs: they go by get_new_log, which marks what it gives. */
  async function markGiven(): Promise<void> {
    for (let more = true; more && !gone && !document.hidden; ) {
      const outcome = await calls.newActions();
      more = isDone(outcome) && (outcome.data.ret_data ?? []).length > 0;
    }
  }

  async function readFirst(): Promise<void> {
    const asked = filter.value;
    const outcome = await calls.actions(asked, 1, A_PAGE);
    if (asked !== filter.value) return;
    if (!isDone(outcome)) {
      if (rows.value.length === 0) stage.value = "trouble";
      return;
    }
    const known = new Set(rows.value.map((row) => row.key));
    const first = stage.value !== "there";
    const newest = keyed(outcome.data.ret_data ?? []);
    const come = newest.filter((row) => !known.has(row.key));
    // So much has come that there may be a hole before what was there: that is read again when it is reached.
    if (come.length === A_PAGE) rows.value = held.value = [];
    held.value = merged(come, held.value);
    if (first) ended.value = newest.length < A_PAGE;
    stage.value = "there";
    if (atTop.value || first) takeHeld();
    see();
    await markGiven();
  }

  /** The newest rows. */
  const read = oneAtATime(readFirst);

  async function readOlder(): Promise<void> {
    if (older || ended.value || stage.value !== "there") return;
    older = true;
    const asked = filter.value;
    const page = Math.floor((rows.value.length + held.value.length) / A_PAGE) + 1;
    const outcome = await calls.actions(asked, page, A_PAGE);
    if (isDone(outcome) && asked === filter.value) {
      const found = keyed(outcome.data.ret_data ?? []);
      ended.value = found.length < A_PAGE;
      rows.value = merged(rows.value, found);
    }
    older = false;
  }

  function begin(): void {
    rows.value = [];
    held.value = [];
    stage.value = "loading";
    void read();
  }

  /** As the page was left, when the user comes back to it; gives where the list stood, null: nowhere. */
  function goBack(): number | null {
    const { left } = radar;
    radar.left = null;
    const same = left?.filter.action === filter.value.action && left?.filter.customer_id === filter.value.customer_id;
    if (!left || !same || !cameBack()) return null;
    rows.value = left.rows;
    since.value = left.since;
    ended.value = left.ended;
    stage.value = "there";
    return left.top;
  }

  function leave(top: number): void {
    if (stage.value === "there") radar.left = { filter: filter.value, rows: rows.value, since: since.value, ended: ended.value, top };
  }

  function seenAgain(): void {
    see();
    if (!document.hidden) void read();
  }

  watch(filter, () => {
    see();
    begin();
  });
  watch(live, () => {
    if (live.value) takeHeld();
    see();
  });
  const ends = [office.listen((hint) => void (hint.event === "action" && read())), office.onCatchUp(() => void read())];
  onMounted(() => {
    document.addEventListener("visibilitychange", seenAgain);
    if (stage.value === "there") void read();
    else begin();
  });
  onBeforeUnmount(() => {
    document.removeEventListener("visibilitychange", seenAgain);
    ends.forEach((end) => end());
    gone = true;
    radar.watched = false;
  });
  return { rows, held, since, stage, ended, begin, readOlder, goBack, leave };
}

/** The router notes in the state of the history what is ahead: something is, when the user has gone back. */
function cameBack(): boolean {
  return Boolean((window.history.state as { forward?: string | null } | null)?.forward);
}
