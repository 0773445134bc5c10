// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { Endless, type EndlessView, type Page } from "@/core/endless";
import type { Outcome } from "@/core/outcome";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A server whose rows a test may move; it counts what it is asked. */
function server(rows: number[]) {
  const state = { rows, asked: [] as number[], fails: false };
  const read = async (page: number, length: number): Promise<Outcome<Page<number>>> => {
    state.asked.push(page);
    if (state.fails) return { kind: "later", reason: "offline" };
    return { kind: "done", data: { rows: state.rows.slice((page - 1) * length, page * length), count: state.rows.length } };
  };
  return { state, read };
}

function listOf(read: ReturnType<typeof server>["read"]) {
  const views: EndlessView<number>[] = [];
  const list = new Endless<number>(read, (row) => row, (view) => views.push(view), 10);
  return { list, view: () => views.at(-1)! };
}

test("pages follow each other to the end, and no further", async () => {
  const { state, read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  expect(view()).toMatchObject({ state: "there", count: 25, more: true });
  await list.next();
  await list.next();
  expect(view().rows).toEqual(range(1, 25));
  expect(view().more).toBe(false);
  await list.next();
  expect(state.asked).toEqual([1, 2, 3]);
});

test("a row that moved to the front between two readings is there once", async () => {
  const { state, read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  state.rows = [25, ...range(1, 24)];
  while (view().more) await list.next();
  expect([...view().rows].sort((one, other) => one - other)).toEqual(range(1, 25));
  expect(new Set(view().rows).size).toBe(25);
});

test("a row that slipped into a page already read is found from the front at the end", async () => {
  const { state, read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  state.rows = [...range(2, 25), 1];
  await list.next();
  await list.next();
  expect(view().rows).not.toContain(11);
  expect(view().more).toBe(true);
  await list.next();
  expect(view().rows).toContain(11);
  expect(view()).toMatchObject({ more: false });
  expect(view().rows).toHaveLength(25);
});

test("a count that is never reached ends the looking", async () => {
  const { state, read } = server(range(1, 12));
  const lying = async (page: number, length: number) => {
    const outcome = await read(page, length);
    return outcome.kind === "done" ? { ...outcome, data: { ...outcome.data, count: 13 } } : outcome;
  };
  const { list, view } = listOf(lying);
  await list.refresh();
  await list.next();
  await list.next();
  expect(view()).toMatchObject({ more: false, stuck: false });
  const asked = state.asked.length;
  await list.next();
  expect(state.asked).toHaveLength(asked);
});

test("what is there stays when a further page fails, and goes on afterwards", async () => {
  const { state, read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  state.fails = true;
  await list.next();
  expect(view()).toMatchObject({ state: "there", stuck: true });
  expect(view().rows).toHaveLength(10);
  state.fails = false;
  await list.next();
  expect(view()).toMatchObject({ stuck: false });
  expect(view().rows).toHaveLength(20);
});

test("a first page that fails is trouble, unless there are rows already", async () => {
  const { state, read } = server(range(1, 5));
  const { list, view } = listOf(read);
  state.fails = true;
  await list.refresh();
  expect(view().state).toBe("trouble");
  state.fails = false;
  await list.restart();
  state.fails = true;
  await list.refresh();
  expect(view()).toMatchObject({ state: "there", rows: range(1, 5) });
});

test("the answer to an older question is dropped", async () => {
  const answers: ((outcome: Outcome<Page<number>>) => void)[] = [];
  const slow = () => new Promise<Outcome<Page<number>>>((resolve) => answers.push(resolve));
  const { list, view } = listOf(slow);
  const first = list.refresh();
  const second = list.restart();
  answers[1]!({ kind: "done", data: { rows: [7], count: 1 } });
  await second;
  answers[0]!({ kind: "done", data: { rows: [1, 2], count: 2 } });
  await first;
  expect(view().rows).toEqual([7]);
});

test("of two refreshes on their way the later one counts", async () => {
  const answers: ((outcome: Outcome<Page<number>>) => void)[] = [];
  const slow = () => new Promise<Outcome<Page<number>>>((resolve) => answers.push(resolve));
  const { list, view } = listOf(slow);
  const first = list.refresh();
  const second = list.refresh();
  answers[1]!({ kind: "done", data: { rows: [3, 2, 1], count: 3 } });
  await second;
  answers[0]!({ kind: "done", data: { rows: [2, 1], count: 2 } });
  await first;
  expect(view().rows).toEqual([3, 2, 1]);
});

test("a refresh leaves those behind the first page where they are", async () => {
  const { state, read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  await list.next();
  state.rows = [15, ...range(1, 14), ...range(16, 25)];
  await list.refresh();
  expect(view().rows).toEqual([15, ...range(1, 14), ...range(16, 20)]);
});

test("a row is put where it belongs, and one that left is gone", async () => {
  const { read } = server(range(1, 25));
  const { list, view } = listOf(read);
  await list.refresh();
  list.put(9, () => 0);
  expect(view().rows).toEqual([9, ...range(1, 8), 10]);
  list.put(9, () => null);
  expect(view().rows).not.toContain(9);
  list.remove(3);
  expect(view()).toMatchObject({ count: 24 });
  list.remove(99);
  expect(view()).toMatchObject({ count: 24 });
});
