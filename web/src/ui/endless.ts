// SPDX-License-Identifier: Apache-2.0
import { shallowRef, type ShallowRef } from "vue";
import { Endless, type EndlessView, type ReadPage } from "@/core/endless";

/** An endless list, and what it shows as a ref. */
export function endlessRef<Row>(read: ReadPage<Row>, key: (row: Row) => unknown, length?: number): { list: Endless<Row>; view: ShallowRef<EndlessView<Row>> } {
  const list = new Endless<Row>(read, key, (now) => (view.value = now), length);
  const view = shallowRef(list.view());
  return { list, view };
}
