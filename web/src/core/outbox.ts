// SPDX-License-Identifier: Apache-2.0
/**
 * What the user has sent and the server has not yet taken. Each has its msg_id from the beginning, so that it may be
 * sent again after any loss and is still stored once; one at a time for each conversation, so that they keep their order.
 */
import type { Outcome } from "./outcome";
import type { Keep } from "./keep";

export type Content = { info_type: number } & Record<string, unknown>;

export interface Outgoing {
  /** The msg_id, and the field `k` of the content, by which the row that comes back is known as this one. */
  key: string;
  peer: number;
  content: Content;
  at: number;
  failed: boolean;
  /** What the server said when it refused. */
  reason?: string;
}

export interface OutboxWorld {
  now(): number;
  random(): number;
  after(ms: number, run: () => void): void;
}

export type Send = (message: Outgoing) => Promise<Outcome<{ id?: number }>>;

const PATIENCE_MS = 120_000;
const LONGEST_WAIT_MS = 20_000;
const NAME = "outbox";

const browser: OutboxWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => void window.setTimeout(run, ms),
};

export class Outbox {
  private list: Outgoing[];
  private readonly busy = new Set<number>();

  /** `changed` is called whenever all() gives something else; `taken` with what the server has stored. */
  constructor(
    private readonly keep: Keep,
    private readonly send: Send,
    private readonly changed: () => void,
    private readonly taken: (message: Outgoing, id: number) => void,
    private readonly world: OutboxWorld = browser,
  ) {
    this.list = keep.read<Outgoing[]>(NAME) ?? [];
  }

  all(): readonly Outgoing[] {
    return this.list;
  }

  /** Goes on with what an earlier page has left, too. */
  resume(): void {
    for (const peer of new Set(this.list.map((message) => message.peer))) void this.work(peer);
  }

  /** `key`: of a message that the page shows already, as its picture was on its way. */
  add(peer: number, content: Content, key = randomKey()): Outgoing {
    const message = { key, peer, content: { ...content, k: key }, at: this.world.now(), failed: false };
    this.store([...this.list, message]);
    void this.work(peer);
    return message;
  }

  /** Tries a failed one again. */
  retry(key: string): void {
    this.change(key, { failed: false, at: this.world.now() });
    const message = this.find(key);
    if (message) void this.work(message.peer);
  }

  drop(key: string): void {
    this.store(this.list.filter((message) => message.key !== key));
  }

  /** At logout: none of it will be sent. */
  clear(): void {
    this.store([]);
  }

  private find(key: string): Outgoing | undefined {
    return this.list.find((message) => message.key === key);
  }

  private store(list: Outgoing[]): void {
    this.list = list;
    this.keep.write(NAME, list.length > 0 ? list : null);
    this.changed();
  }

  private change(key: string, change: Partial<Outgoing>): void {
    this.store(this.list.map((message) => (message.key === key ? { ...message, ...change } : message)));
  }

  private async work(peer: number): Promise<void> {
    if (this.busy.has(peer)) return;
    this.busy.add(peer);
    try {
      for (let tries = 0, next; (next = this.list.find((message) => message.peer === peer && !message.failed)); )
        tries = (await this.attempt(next, tries)) ? 0 : tries + 1;
    } finally {
      this.busy.delete(peer);
    }
  }

  /** True when it is no longer waiting: taken, or failed for good. */
  private async attempt(message: Outgoing, tries: number): Promise<boolean> {
    const outcome = await this.send(message);
    if (outcome.kind === "done") {
      this.drop(message.key);
      this.taken(message, outcome.data.id ?? 0);
      return true;
    }
    const final = outcome.kind === "refused" || this.world.now() - message.at >= PATIENCE_MS;
    if (final) {
      this.change(message.key, { failed: true, ...(outcome.kind === "refused" ? { reason: outcome.text } : {}) });
      return true;
    }
    const longest = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** tries);
    await new Promise<void>((resolve) => this.world.after(this.world.random() * longest, resolve));
    return false;
  }
}

/** 128 random bits. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
