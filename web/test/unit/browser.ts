// SPDX-License-Identifier: Apache-2.0
/** A browser with several tabs: what they keep, the locks that they hold, and their end. */
import { Keep } from "@/core/keep";
import { Tab, type TabWorld } from "@/core/tab";
import { Memory } from "./memory";

interface Wish {
  of: symbol;
  held(): unknown;
}

/** Locks as navigator.locks has them; `drop` frees those of a tab that has ended. */
class Locks {
  private readonly queues = new Map<string, Wish[]>();

  of(tab: symbol): NonNullable<TabWorld["locks"]> {
    const request = (name: string, options: LockOptions, held: () => unknown) => {
      const wish = { of: tab, held };
      const queue = this.queues.get(name) ?? [];
      this.queues.set(name, queue);
      queue.push(wish);
      options.signal?.addEventListener("abort", () => queue.indexOf(wish) > 0 && queue.splice(queue.indexOf(wish), 1));
      if (queue.length === 1) this.grant(queue);
      return Promise.resolve();
    };
    return { request } as unknown as NonNullable<TabWorld["locks"]>;
  }

  drop(tab: symbol): void {
    for (const queue of this.queues.values()) {
      const held = queue[0]?.of === tab;
      queue.splice(0, queue.length, ...queue.filter((wish) => wish.of !== tab));
      if (held) this.grant(queue);
    }
  }

  private grant(queue: Wish[]): void {
    const first = queue[0];
    if (!first) return;
    void Promise.resolve()
      .then(() => first.held())
      .then(() => {
        if (queue[0] !== first) return;
        queue.shift();
        this.grant(queue);
      });
  }
}

export class Browser {
  readonly storage = new Memory();
  now = 1_000_000;
  private readonly locks = new Locks();
  private readonly tabs = new Map<symbol, EventTarget>();
  private readonly timers = new Map<symbol, () => void>();

  /** `withLocks`: it has Web Locks. `kill` ends the tab without a word. */
  open(whose: string, withLocks = true): { keep: Keep; tab: Tab; kill(): void; isDead(): boolean; leave(): void } {
    const id = Symbol();
    const events = new EventTarget();
    let leave = () => {};
    this.tabs.set(id, events);
    const keep = new Keep(whose, this.storageOf(id), events);
    const tab = new Tab(keep, {
      locks: withLocks ? this.locks.of(id) : null,
      now: () => this.now,
      every: (_, run) => (this.timers.set(id, run), () => void this.timers.delete(id)),
      onLeave: (run) => ((leave = run), () => {}),
    });
    const kill = () => {
      this.tabs.delete(id);
      this.timers.delete(id);
      this.locks.drop(id);
    };
    return { keep, tab, kill, isDead: () => !this.tabs.has(id), leave: () => leave() };
  }

  /** Lets time pass, with the timers of all tabs that live. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += Math.min(5_000, end - this.now);
      for (const run of [...this.timers.values()]) run();
    }
  }

  /** What is kept in it, as one tab sees it: the others hear of what it writes, and a dead one writes nothing. */
  private storageOf(id: symbol): Storage {
    const tell = (key: string, write: () => void) => {
      if (!this.tabs.has(id)) return;
      write();
      for (const [other, events] of this.tabs) if (other !== id) queueMicrotask(() => events.dispatchEvent(Object.assign(new Event("storage"), { key })));
    };
    const { storage } = this;
    return {
      get length() {
        return storage.length;
      },
      clear: storage.clear,
      key: storage.key,
      getItem: storage.getItem,
      removeItem: (key) => tell(key, () => storage.removeItem(key)),
      setItem: (key, value) => tell(key, () => storage.setItem(key, value)),
    };
  }
}
