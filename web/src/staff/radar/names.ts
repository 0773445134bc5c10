// SPDX-License-Identifier: Apache-2.0
/** What customers of rows of the log are called: those carry only the name that they have given themselves. */
import { onBeforeUnmount, shallowReactive } from "vue";
import { isDone } from "@/core/outcome";
import { called } from "../called";
import * as calls from "../calls";
import type { Office } from "../office";

const AT_FIRST = 200;

export interface Names {
  /** Empty while it is not known; so too the next. */
  of(customer: number): string;
  /** The name beside the memo name. */
  given(customer: number): string;
  /** Reads those that are not known yet. */
  want(customers: Iterable<number>): Promise<void>;
}

/** Names of the customers of `office`, kept up to date while the component lives. */
export function useNames(office: Office): Names {
  const known = shallowReactive(new Map<number, calls.NamedCustomer>());
  const asked = new Set<number>();
  let first: Promise<boolean> | null = null;

  /** False when it is to be tried again. */
  async function read(filter: { customer_id?: number }, length: number): Promise<boolean> {
    const outcome = await calls.findCustomers(filter, length);
    if (isDone(outcome)) for (const row of outcome.data.ret_data ?? []) known.set(row.customer_id, row);
    return outcome.kind !== "later";
  }

  async function want(customers: Iterable<number>): Promise<void> {
    first ??= read({}, AT_FIRST);
    if (!(await first)) {
      first = null;
      return;
    }
    for (const customer of new Set(customers)) {
      if (known.has(customer) || asked.has(customer)) continue;
      asked.add(customer);
      if (await read({ customer_id: customer }, 1)) continue;
      asked.delete(customer);
      return;
    }
  }

  const stop = office.listen((hint) => {
    if (hint.event === "customer" && hint.what === "profile") void read({ customer_id: hint.customer_id }, 1);
  });
  onBeforeUnmount(stop);
  const given = (customer: number) => known.get(customer)?.customer_username ?? office.contact(customer)?.name ?? "";
  return { given, of: (customer) => called((known.get(customer) ?? office.contact(customer))?.memo_name, given(customer)), want };
}
