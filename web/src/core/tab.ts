// SPDX-License-Identifier: Apache-2.0
/**
 * One tab among those of a browser: the others can hear that it is gone, however it ended. Each holds a lock of its own
 * name (Web Locks), which the browser frees with the tab; where there are no locks (no TLS, old Safari), each writes
 * every few seconds that it is there. A tab that only slept may be taken for gone then: it has to look whether what it
 * owned is still its own.
 */
import type { Keep } from "./keep";
import { randomKey } from "./random";
import { isNumber } from "./shape";

export interface TabWorld {
  locks: Pick<LockManager, "request"> | null;
  now(): number;
  /** Calls `run` again and again, until what it gives back is called. */
  every(ms: number, run: () => void): () => void;
  /** Calls `run` whenever the page is left, until what it gives back is called. */
  onLeave(run: () => void): () => void;
}

const BEAT_MS = 5_000;
/** The timers of hidden tabs come once a minute. */
const GONE_MS = 75_000;

const browser = (): TabWorld => ({
  // Only where there is TLS, whatever the types say.
  locks: "locks" in navigator ? navigator.locks : null,
  now: () => Date.now(),
  every: (ms, run) => {
    const timer = window.setInterval(run, ms);
    return () => window.clearInterval(timer);
  },
  onLeave: (run) => {
    window.addEventListener("pagehide", run);
    return () => window.removeEventListener("pagehide", run);
  },
});

const lockOf = (id: string) => `leida:tab:${id}`;
const beatOf = (id: string) => `tab:${id}`;

export class Tab {
  readonly id = randomKey();
  private readonly ended = new AbortController();
  private awaited: { id: string; run: () => void }[] = [];
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly keep: Keep,
    private readonly world: TabWorld = browser(),
  ) {
    if (world.locks) {
      this.lock(this.id, () => new Promise((resolve) => this.ended.signal.addEventListener("abort", () => resolve())));
      return;
    }
    for (const id of keep.names(beatOf(""))) if (this.isGone(id)) this.forget(id);
    this.beat();
    this.ends.push(
      world.every(BEAT_MS, () => this.beat()),
      world.onLeave(() => this.forget(this.id)),
    );
  }

  /** Calls `run` once, when another tab is gone. */
  whenGone(id: string, run: () => void): void {
    if (this.world.locks) return this.lock(id, () => Promise.resolve(run()), this.ended.signal);
    this.awaited.push({ id, run });
    queueMicrotask(() => this.look());
  }

  /** For the others it is gone. */
  close(): void {
    this.ended.abort();
    this.awaited = [];
    for (const end of this.ends) end();
    this.forget(this.id);
  }

  private lock(id: string, held: () => Promise<void>, signal?: AbortSignal): void {
    // It is refused when the page is ending: whoever comes next goes on.
    this.world.locks?.request(lockOf(id), signal ? { signal } : {}, held).catch(() => {});
  }

  private beat(): void {
    this.keep.write(beatOf(this.id), this.world.now());
    this.look();
  }

  private forget(id: string): void {
    this.keep.write(beatOf(id), null);
  }

  private isGone(id: string): boolean {
    return !(this.world.now() - (this.keep.read(beatOf(id), isNumber) ?? 0) < GONE_MS);
  }

  private look(): void {
    const gone = this.awaited.filter(({ id }) => this.isGone(id));
    this.awaited = this.awaited.filter((one) => !gone.includes(one));
    for (const { id, run } of gone) {
      this.forget(id);
      run();
    }
  }
}
