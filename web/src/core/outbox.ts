// SPDX-License-Identifier: Apache-2.0
/**
 * What the user has sent and the server has not yet taken. Each has its msg_id from the beginning, so that it may be
 * sent again after any loss and is still stored once; one at a time for each conversation, so that they keep their order.
 * All tabs show all of it, and each sends its own (shelf.ts).
 */
import type { Outcome } from "./outcome";
import type { Keep } from "./keep";
import { randomKey } from "./random";
import { isNumber, isRecord } from "./shape";
import { Shelf, type Entry } from "./shelf";
import type { Tab } from "./tab";

export type Content = { info_type: number } & Record<string, unknown>;

/** `key`: the msg_id, and the field `k` of the content, by which the row that comes back is known as this one. */
export interface Outgoing extends Entry {
  peer: number;
  content: Content;
  failed: boolean;
  /** What the server said when it refused. */
  reason?: string;
}

export interface OutboxWorld {
  now(): number;
  random(): number;
  after(ms: number, run: () => void): void;
}

export interface OutboxOwner {
  /** "login": this is not the time to send anything of this user's. */
  send(message: Outgoing): Promise<Outcome<unknown>>;
  /** all() gives something else. */
  changed(): void;
  /** The server has stored it. */
  taken(message: Outgoing): void;
}

const PATIENCE_MS = 120_000;
const LONGEST_WAIT_MS = 20_000;
const NAME = "outbox";

const browser: OutboxWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => void window.setTimeout(run, ms),
};

export class Outbox {
  private readonly shelf: Shelf<Outgoing>;
  private readonly busy = new Set<number>();
  private over = false;

  constructor(
    keep: Keep,
    tab: Pick<Tab, "id" | "whenGone">,
    private readonly owner: OutboxOwner,
    private readonly world: OutboxWorld = browser,
  ) {
    this.shelf = new Shelf<Outgoing>(keep, NAME, tab, {
      isWhole: ({ peer, content }) => isNumber(peer) && isRecord(content) && isNumber(content["info_type"]),
      changed: () => owner.changed(),
      adopt: (message) => message,
      adopted: (messages) => this.workAll(messages),
      gone: (messages) => messages.filter(({ failed }) => !failed).forEach((message) => owner.taken(message)),
    });
  }

  /** In the order in which they were written, in whatever tab. */
  all(): readonly Outgoing[] {
    return this.shelf.all();
  }

  /** Goes on with what earlier pages have left, too. */
  resume(): void {
    this.shelf.open();
  }

  /** The page is left: what is still to be sent is for the next one. */
  stop(): void {
    this.over = true;
    this.shelf.close();
  }

  /** `key`: of a message that the page shows already, as its picture was on its way. */
  add(peer: number, content: Content, key = randomKey()): Outgoing {
    const message = this.shelf.add({ key, peer, content: { ...content, k: key }, at: this.world.now(), failed: false });
    void this.work(peer);
    return message;
  }

  /** Tries a failed one again, whichever tab it is of. */
  retry(key: string): void {
    this.shelf.change(key, { failed: false, at: this.world.now() });
    const message = this.shelf.find(key);
    if (message) void this.work(message.peer);
  }

  /** At logout: none of it will be sent. */
  clear(): void {
    this.shelf.clear();
  }

  private workAll(messages: readonly Outgoing[]): void {
    for (const peer of new Set(messages.map((message) => message.peer))) void this.work(peer);
  }

  private next(peer: number): Outgoing | undefined {
    return this.shelf.all().find((message) => this.shelf.isOwn(message) && message.peer === peer && !message.failed);
  }

  private async work(peer: number): Promise<void> {
    if (this.busy.has(peer)) return;
    this.busy.add(peer);
    try {
      for (let tries = 0, next; !this.over && (next = this.next(peer)); )
        if (this.shelf.holds(next.key)) tries = (await this.attempt(next, tries)) ? 0 : tries + 1;
    } finally {
      this.busy.delete(peer);
    }
  }

  /** True when it is no longer waiting: taken, or failed for good. */
  private async attempt(message: Outgoing, tries: number): Promise<boolean> {
    const outcome = await this.owner.send(message);
    if (outcome.kind === "done") {
      this.shelf.drop(message.key);
      this.owner.taken(message);
      return true;
    }
    const final = outcome.kind === "refused" || (outcome.kind === "later" && this.world.now() - message.at >= PATIENCE_MS);
    if (final) {
      // Not where another tab has taken it over meanwhile.
      if (this.shelf.holds(message.key)) this.shelf.change(message.key, { failed: true, ...(outcome.kind === "refused" ? { reason: outcome.text } : {}) });
      return true;
    }
    const longest = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** tries);
    await new Promise<void>((resolve) => this.world.after(this.world.random() * longest, resolve));
    return false;
  }
}
