// SPDX-License-Identifier: Apache-2.0
/**
 * One conversation as a page reads it: what is newest, what is older, what came meanwhile, and what lies in a hole
 * between. Whose side it is does not matter here; how to ask is given.
 */
import { isDone, type Outcome } from "./outcome";
import { oneAtATime } from "./single";
import { Thread, type Message } from "./thread";

interface Rows {
  ret_data?: Message[];
}

export interface ConversationCalls {
  /** A page of messages, newest first, those before an id if there is one; marks them read. */
  history(length: number, before?: number): Promise<Outcome<Rows>>;
  /** The messages behind an id; marks nothing. */
  after(id: number): Promise<Outcome<Rows & { more?: boolean }>>;
  acknowledge(id: number): Promise<Outcome<unknown>>;
}

const PAGE = 30;

export class Conversation {
  readonly thread = new Thread();
  /** The newest messages are there. */
  private begun = false;
  /** Something has come before they were. */
  private missed = false;

  /** `changed` is called whenever the thread has changed. */
  constructor(
    private readonly calls: ConversationCalls,
    private readonly changed: () => void,
  ) {}

  /** The newest messages; marks them read, so only for a page that is seen. */
  async readNewest(): Promise<Outcome<Rows>> {
    const outcome = await this.calls.history(PAGE);
    if (isDone(outcome)) {
      this.take(outcome.data.ret_data ?? []);
      this.begun = true;
      await this.fillHoles();
      if (this.missed) void this.readNew();
    }
    return outcome;
  }

  /** Those before the first that is shown. False when there are none. */
  async readOlder(): Promise<boolean> {
    const first = this.thread.shown()[0]?.id ?? 0;
    if (first <= 1) return false;
    const outcome = await this.calls.history(PAGE, first);
    if (!isDone(outcome)) return true;
    this.take(outcome.data.ret_data ?? []);
    return (outcome.data.ret_data ?? []).length > 0;
  }

  /** What is behind the last message. */
  readonly readNew = oneAtATime(() => this.readBehind());

  acknowledge(id: number): Promise<Outcome<unknown>> {
    return this.calls.acknowledge(id);
  }

  /** The customer has read all up to this one. */
  readByCustomer(id: number): void {
    if (this.thread.readByCustomer(id)) this.changed();
  }

  private async readBehind(): Promise<void> {
    // Behind nothing is all that was ever said: it would come above what is shown, and move it.
    this.missed = !this.begun;
    if (this.missed) return;
    for (let more = true; more; ) {
      const outcome = await this.calls.after(this.thread.last);
      if (!isDone(outcome)) return;
      more = this.take(outcome.data.ret_data ?? []) && outcome.data.more === true;
    }
  }

  private async fillHoles(): Promise<void> {
    for (let hole = this.thread.hole(); hole !== null; hole = this.thread.hole()) {
      const outcome = await this.calls.after(hole);
      if (!isDone(outcome) || !this.take(outcome.data.ret_data ?? [])) return;
    }
  }

  private take(rows: readonly Message[]): boolean {
    const changed = this.thread.take(rows);
    if (changed) this.changed();
    return changed;
  }
}
