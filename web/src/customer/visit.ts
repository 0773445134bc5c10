// SPDX-License-Identifier: Apache-2.0
/** Tells what the customer does on this page, each thing once a visit: as long as the tab lives, also after a reload. */
import type { Outcome } from "@/core/outcome";

/** 1 opened the card, 2 saw a product, 5 copied the WeChat id, 10 called, 14 read an article. */
export type Action = 1 | 2 | 5 | 10 | 14;

export interface Step {
  action: Action;
  remark?: string;
  article_id?: number;
}

export type Record = (step: Step, msg_id: string) => Promise<Outcome<unknown>>;

const NAME = "leida:visit";

/** FNV-1a: so that two products are two steps. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (sum >>> 0).toString(16);
}

function visitOf(storage: Storage): string {
  try {
    const visit = storage.getItem(NAME) ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
    storage.setItem(NAME, visit);
    return visit;
  } catch {
    // Nothing is kept in this browser: a reload is another visit, then.
    return crypto.getRandomValues(new Uint32Array(2)).join("-");
  }
}

export class Visit {
  private readonly visit: string;
  /** By their msg_id: those that the server may not have yet. */
  private readonly waiting = new Map<string, Step>();

  constructor(
    private readonly staff: number,
    private readonly record: Record,
    storage: Storage,
  ) {
    this.visit = visitOf(storage);
  }

  /** The msg_id is of the visit and of what was done, so a second time counts nothing. */
  tell(step: Step): void {
    const what = hash(`${step.remark ?? ""} ${step.article_id ?? ""}`);
    const id = `visit-${this.visit}-${this.staff}-${step.action}-${what}`;
    this.waiting.set(id, step);
    void this.send(id, step);
  }

  /** The network is back: what may have been lost is told again. */
  again(): void {
    for (const [id, step] of this.waiting) void this.send(id, step);
  }

  private async send(id: string, step: Step): Promise<void> {
    const outcome = await this.record(step, id);
    if (outcome.kind === "done" || outcome.kind === "refused") this.waiting.delete(id);
  }
}
