// SPDX-License-Identifier: Apache-2.0
/** The list of customers: outlives its view, so that it is found as it was left, and keeps to what hints tell. */
import { shallowRef } from "vue";
import type { Hint } from "@/core/line";
import { isDone } from "@/core/outcome";
import { endlessRef } from "@/ui/endless";
import type { Office } from "../office";
import * as calls from "./calls";
import { changeOf, placeOf, type Change } from "./order";

const GATHER_MS = 400;
/** So many rows anew are as well read as a page. */
const SINGLY = 5;

export class CustomerList {
  readonly query = shallowRef<calls.CustomerQuery>({ order: "-expedted_pr", source: 0, name: "" });
  private readonly endless = endlessRef<calls.CustomerRow>(
    (page, length) => calls.customers(this.query.value, page, length),
    (row) => row.customer_id,
  );
  readonly view = this.endless.view;
  /** px. */
  scrolled = 0;
  private readonly told = new Map<number, Change>();

  constructor(office: Office) {
    office.listen((hint) => this.hear(hint));
    office.onCatchUp(() => void this.endless.list.refresh());
    void this.endless.list.refresh();
  }

  ask(query: calls.CustomerQuery): void {
    const same = (["order", "source", "name"] as const).every((member) => query[member] === this.query.value[member]);
    if (same) return;
    this.query.value = query;
    this.scrolled = 0;
    void this.endless.list.restart();
  }

  again(): void {
    void this.endless.list.restart();
  }

  /** Reads on. */
  next(): void {
    void this.endless.list.next();
  }

  private hear(hint: Hint): void {
    const change = changeOf(hint);
    if (!change) return;
    if (this.told.size === 0) window.setTimeout(() => void this.readTold(), GATHER_MS);
    this.told.set(hint.customer_id, change);
  }

  private async readTold(): Promise<void> {
    const told = [...this.told];
    this.told.clear();
    if (told.length > SINGLY) await this.endless.list.refresh();
    else for (const [customer, change] of told) await this.readOne(customer, change);
  }

  private async readOne(customer: number, change: Change): Promise<void> {
    const query = this.query.value;
    const outcome = await calls.customers(query, 1, 1, customer);
    if (!isDone(outcome) || query !== this.query.value) return;
    const row = outcome.data.rows[0];
    if (!row) return this.endless.list.remove(customer);
    const { rows, more } = this.view.value;
    const index = rows.findIndex((other) => other.customer_id === customer);
    const before = { index, chance: rows[index]?.expedted_pr ?? 0 };
    this.endless.list.put(row, (others) => placeOf(row, others, before, { order: query.order, more }, change));
  }
}

const lists = new WeakMap<Office, CustomerList>();

export function customerList(office: Office): CustomerList {
  let list = lists.get(office);
  if (!list) lists.set(office, (list = new CustomerList(office)));
  return list;
}
