// SPDX-License-Identifier: Apache-2.0
/**
 * A list that is read page by page while its rows move on the server. Rows come in once, known by their key; a row that
 * slipped past the pages that were read is found by one more reading from the front when the end is reached.
 */
import { isDone, type Outcome } from "./outcome";

export interface Page<Row> {
  rows: readonly Row[];
  /** Of the whole list. */
  count: number;
}

/** `page` counts from 1. */
export type ReadPage<Row> = (page: number, length: number) => Promise<Outcome<Page<Row>>>;

export type EndlessState = "loading" | "there" | "trouble";

/** What is there at a moment. */
export interface EndlessView<Row> {
  rows: readonly Row[];
  count: number;
  /** Of the first page; what is there stays there when a later reading fails. */
  state: EndlessState;
  /** The last reading of a further page failed. */
  stuck: boolean;
  /** There are further rows to be read. */
  more: boolean;
}

export class Endless<Row> {
  private rows: readonly Row[] = [];
  private count = 0;
  private state: EndlessState = "loading";
  private stuck = false;
  private reading = false;
  /** What is missing was looked for in all pages, in vain. */
  private swept = false;
  /** Answers to what was asked before a restart() come too late. */
  private round = 0;
  /** Refreshes so far: of two on their way, the later one counts. */
  private refreshes = 0;

  constructor(
    private read: ReadPage<Row>,
    private readonly key: (row: Row) => unknown,
    private readonly show: (view: EndlessView<Row>) => void,
    private readonly length = 50,
  ) {}

  private get more(): boolean {
    return this.rows.length < this.count && !this.swept;
  }

  view(): EndlessView<Row> {
    const { rows, count, state, stuck, more } = this;
    return { rows, count, state, stuck, more };
  }

  private changed(): void {
    this.show(this.view());
  }

  /** Forgets all and reads the first page, of another list if `read` is given. */
  restart(read: ReadPage<Row> = this.read): Promise<void> {
    this.read = read;
    this.round++;
    this.reading = false;
    this.rows = [];
    this.count = 0;
    this.state = "loading";
    this.changed();
    return this.refresh();
  }

  /** Reads the first page anew; rows that have left it stay behind it. */
  async refresh(): Promise<void> {
    const round = this.round;
    const turn = ++this.refreshes;
    const outcome = await this.read(1, this.length);
    if (round !== this.round || turn !== this.refreshes) return;
    if (isDone(outcome)) {
      this.count = outcome.data.count;
      this.rows = this.union(outcome.data.rows, this.rows).slice(0, this.count);
      this.swept = this.stuck = false;
      this.state = "there";
    } else if (this.rows.length === 0) this.state = "trouble";
    this.changed();
  }

  /** Reads on behind the last row; one reading at a time. */
  async next(): Promise<void> {
    if (this.reading || this.state !== "there" || !this.more) return;
    const round = this.round;
    this.reading = true;
    const outcome = await this.readFresh(Math.floor(this.rows.length / this.length) + 1);
    if (round !== this.round) return;
    this.reading = false;
    this.stuck = !isDone(outcome);
    this.changed();
  }

  /** Pages from this one on, until one brings a row that is not there yet, then once from the front. */
  private async readFresh(from: number): Promise<Outcome<unknown>> {
    const round = this.round;
    for (let page = from, sweeping = false; ; page++) {
      const outcome = await this.read(page, this.length);
      if (!isDone(outcome) || round !== this.round) return outcome;
      const before = this.rows.length;
      this.count = outcome.data.count;
      this.rows = this.union(this.rows, outcome.data.rows);
      if (this.rows.length > before || this.rows.length >= this.count) return outcome;
      if (page * this.length < this.count) continue;
      this.swept = sweeping;
      if (sweeping) return outcome;
      sweeping = true;
      page = 0;
    }
  }

  /** Puts a row where `index` says of the list without it; null: not among those that are there. */
  put(row: Row, index: (others: readonly Row[]) => number | null): void {
    const others = this.rows.filter((other) => this.key(other) !== this.key(row));
    const at = index(others);
    this.rows = at === null ? others : [...others.slice(0, at), row, ...others.slice(at)];
    this.count = Math.max(this.count, this.rows.length);
    this.changed();
  }

  remove(key: unknown): void {
    const rows = this.rows.filter((row) => this.key(row) !== key);
    if (rows.length === this.rows.length) return;
    this.count -= 1;
    this.rows = rows;
    this.changed();
  }

  private union(first: readonly Row[], second: readonly Row[]): readonly Row[] {
    const known = new Set(first.map(this.key));
    return [...first, ...second.filter((row) => !known.has(this.key(row)))];
  }
}
