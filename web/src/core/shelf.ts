// SPDX-License-Identifier: Apache-2.0
/**
 * A list that all tabs of a principal share: each entry is kept under a name of its own ("outbox:KEY"), so that no tab
 * writes over what another has written, and has one tab that works on it. What a tab leaves behind when it is gone is
 * taken over by one of the others, or by the next. What is kept is the truth: an entry that is no longer kept was done
 * or wiped elsewhere, and is never written again.
 */
import type { Keep } from "./keep";
import { isNumber, isRecord, isText } from "./shape";
import type { Tab } from "./tab";

export interface Entry {
  key: string;
  at: number;
  /** Which one works on it. */
  tab?: string;
}

export interface ShelfOwner<T> {
  /** An entry that was kept has all that is the owner's; what has not is ignored. */
  isWhole(entry: Readonly<Record<string, unknown>>): boolean;
  /** all() gives something else. */
  changed(): void;
  /** What an entry becomes when it is taken over. */
  adopt(entry: T): T;
  /** These were taken over. */
  adopted(entries: readonly T[]): void;
  /** Another tab is done with these. */
  gone(entries: readonly T[]): void;
}

export class Shelf<T extends Entry> {
  private list: readonly T[] = [];
  /** For these the browser has no room, or they are not worth it: they end with the page. */
  private readonly loose = new Set<string>();
  private readonly awaited = new Set<string>();
  private unwatch: () => void = () => {};

  constructor(
    private readonly keep: Keep,
    private readonly name: string,
    private readonly tab: Pick<Tab, "id" | "whenGone">,
    private readonly owner: ShelfOwner<T>,
  ) {
    this.list = this.kept();
  }

  /** Takes over what has no tab any more, now and from now on, and hears of what others write. */
  open(): void {
    this.unwatch = this.keep.watch(this.name, () => this.look());
    this.look();
    this.takeOver(undefined, this.old());
  }

  close(): void {
    this.unwatch();
  }

  /** In the order in which they were added. */
  all(): readonly T[] {
    return this.list;
  }

  isOwn(entry: T): boolean {
    return entry.tab === this.tab.id;
  }

  find(key: string): T | undefined {
    return this.list.find((entry) => entry.key === key);
  }

  /** Whether it is there, and still for this tab to work on: another may have taken this one for gone. */
  holds(key: string): boolean {
    if (this.loose.has(key)) return true;
    const tab = this.read(key)?.tab;
    if (tab === this.tab.id) return true;
    this.look();
    return false;
  }

  /** `kept`: also by the browser. */
  add(entry: T, kept = true): T {
    const last = this.list.at(-1)?.at ?? 0;
    return this.put({ ...entry, at: Math.max(entry.at, last + 1) }, kept);
  }

  /** Also makes it this tab's. `kept`: as with add(). */
  change(key: string, change: Partial<T>, kept = true): void {
    const entry = this.find(key);
    if (!entry) return;
    if (!this.loose.has(key) && !this.read(key)) return this.look();
    this.put({ ...entry, ...change }, kept);
  }

  /** Changes what is shown of it, and not what is kept. */
  show(key: string, change: Partial<T>): void {
    this.set(this.list.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  }

  drop(key: string): void {
    this.loose.delete(key);
    this.keep.write(this.nameOf(key), null);
    this.set(this.list.filter((entry) => entry.key !== key));
  }

  /** All of it, whoever works on it. */
  clear(): void {
    for (const { key } of [...this.kept(), ...this.list]) this.drop(key);
  }

  private nameOf(key: string): string {
    return `${this.name}:${key}`;
  }

  private put(entry: T, kept: boolean): T {
    const own = { ...entry, tab: this.tab.id };
    const isKept = this.keep.write(this.nameOf(own.key), kept ? own : null) && kept;
    if (isKept) this.loose.delete(own.key);
    else this.loose.add(own.key);
    this.set([...this.list.filter(({ key }) => key !== own.key), own]);
    return own;
  }

  private set(list: readonly T[]): void {
    this.list = [...list].sort((one, other) => one.at - other.at);
    this.owner.changed();
  }

  private readonly isEntry = (value: unknown): value is T =>
    isRecord(value) && isText(value["key"]) && isNumber(value["at"]) && isText(value["tab"] ?? "") && this.owner.isWhole(value);

  private read(key: string): T | null {
    const entry = this.keep.read(this.nameOf(key), this.isEntry);
    return entry?.key === key ? entry : null;
  }

  private kept(): T[] {
    const found = this.keep.names(`${this.name}:`).flatMap((key) => this.read(key) ?? []);
    return found.sort((one, other) => one.at - other.at);
  }

  /** As it was kept before: all of it under one name. */
  private old(): T[] {
    const old = this.keep.read<unknown[]>(this.name, Array.isArray) ?? [];
    const known = new Set(this.list.map(({ key }) => key));
    return old.filter(this.isEntry).filter((entry) => !known.has(entry.key));
  }

  private look(): void {
    const kept = this.kept();
    const keys = new Set(kept.map(({ key }) => key));
    // What is shown of an own entry is newer than what is kept of it.
    const now = kept.map((entry) => (this.isOwn(entry) ? (this.find(entry.key) ?? entry) : entry));
    const gone = this.list.filter((entry) => !keys.has(entry.key) && !this.loose.has(entry.key));
    this.set([...now, ...this.list.filter(({ key }) => this.loose.has(key) && !keys.has(key))]);
    if (gone.length > 0) this.owner.gone(gone);
    for (const tab of new Set(kept.map((entry) => entry.tab))) if (tab !== undefined && tab !== this.tab.id) this.await(tab);
  }

  private await(tab: string): void {
    if (this.awaited.has(tab)) return;
    this.awaited.add(tab);
    this.tab.whenGone(tab, () => {
      this.awaited.delete(tab);
      this.look();
      this.takeOver(tab);
    });
  }

  private takeOver(tab: string | undefined, besides: readonly T[] = []): void {
    const left = [...this.list.filter((entry) => entry.tab === tab && !this.loose.has(entry.key)), ...besides];
    const adopted = left.map((entry) => this.put(this.owner.adopt(entry), true));
    // Only now, that each has a name of its own.
    this.keep.write(this.name, null);
    if (adopted.length > 0) this.owner.adopted(adopted);
  }
}
