// SPDX-License-Identifier: Apache-2.0
/** Messages that were begun and not sent, by their customers: shown in the list, so that they are found again. */
import { shallowRef } from "vue";
import type { Keep } from "@/core/keep";
import { isText } from "@/core/shape";

const TEXT = "draft:";
/** Of whom there is no conversation yet, only this tells the name. */
const NAME = "draft-name:";

export interface Draft {
  customer: number;
  name: string;
  text: string;
}

export class Drafts {
  readonly all = shallowRef<ReadonlyMap<number, Draft>>(new Map());

  constructor(private readonly keep: Keep) {
    const drafts = keep.names(TEXT).map((id) => ({ customer: Number(id), name: keep.read(NAME + id, isText) ?? "", text: keep.read(TEXT + id, isText) ?? "" }));
    this.all.value = new Map(drafts.filter(({ text }) => text.trim()).map((draft) => [draft.customer, draft]));
  }

  of(customer: number): string {
    return this.keep.read(TEXT + customer, isText) ?? "";
  }

  write(draft: Draft): void {
    const blank = draft.text.trim() === "";
    this.keep.write(TEXT + draft.customer, draft.text);
    this.keep.write(NAME + draft.customer, blank ? "" : draft.name);
    const all = new Map(this.all.value);
    if (blank) all.delete(draft.customer);
    else all.set(draft.customer, draft);
    this.all.value = all;
  }
}
