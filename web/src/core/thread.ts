// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of one conversation that the page has. Their ids are 1, 2, 3 … without gaps: they alone give the order,
 * and one that is missing between two others is fetched and never shown as if nothing were there.
 */

import { isText } from "./shape";

export interface Message {
  id: number;
  /** 1 from staff to customer, 2 the other way. */
  send_type: number;
  dateTime: string;
  info_type: number;
  is_customer_already_read?: number;
  [member: string]: unknown;
}

const isMessage = ({ id, dateTime }: Message): boolean => Number.isSafeInteger(id) && id > 0 && isText(dateTime);

export class Thread {
  private readonly byId = new Map<number, Message>();

  /** Takes rows in any order, those that are there too: what is newer of them counts. What is no message is left out. True if anything changed. */
  take(rows: readonly Message[]): boolean {
    let changed = false;
    for (const row of rows.filter(isMessage)) {
      const before = this.byId.get(row.id);
      if (before && before.is_customer_already_read === row.is_customer_already_read) continue;
      this.byId.set(row.id, { ...before, ...row });
      changed = true;
    }
    return changed;
  }

  /** The customer has read all up to this one. True if anything changed. */
  readByCustomer(id: number): boolean {
    let changed = false;
    for (const message of this.byId.values()) {
      if (message.id > id || message.send_type !== 1 || message.is_customer_already_read === 1) continue;
      message.is_customer_already_read = 1;
      changed = true;
    }
    return changed;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  get size(): number {
    return this.byId.size;
  }

  get first(): number {
    return this.byId.size ? Math.min(...this.byId.keys()) : 0;
  }

  get last(): number {
    return this.byId.size ? Math.max(...this.byId.keys()) : 0;
  }

  /** In their order, from the newest one back to the first hole: what may be shown. */
  shown(): Message[] {
    const rows: Message[] = [];
    for (let id = this.last; id > 0; id--) {
      const message = this.byId.get(id);
      if (!message) break;
      rows.push(message);
    }
    return rows.reverse();
  }

  /** The id behind which the newest hole is to be read (`after=`); null when there is none. */
  hole(): number | null {
    const shown = this.shown()[0];
    if (!shown || shown.id <= this.first) return null;
    return Math.max(...[...this.byId.keys()].filter((id) => id < shown.id));
  }
}
