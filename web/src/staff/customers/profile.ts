// SPDX-License-Identifier: Apache-2.0
/** What is known of one customer, shared by all that shows it, and read anew when a hint says that it changed. */
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { CODE, isDone } from "@/core/outcome";
import { useOffice, type Office } from "../office";
import * as calls from "./calls";

export type Stage = "loading" | "there" | "trouble" | "foreign";

export class ProfileState {
  readonly row: ShallowRef<calls.Profile | null> = shallowRef(null);
  readonly stage: Ref<Stage> = ref("loading");
  private holders = 0;
  private leave: (() => void)[] = [];
  /** Readings so far: an answer that a later one has overtaken is dropped. */
  private asked = 0;

  constructor(
    private readonly office: Office,
    readonly customer: number,
  ) {}

  /** Somebody shows it, until release(). */
  hold(): void {
    if (this.holders++ > 0) return;
    const heard = this.office.listen((hint) => {
      if (hint.event === "customer" && hint.customer_id === this.customer) void this.read();
    });
    this.leave = [heard, this.office.onCatchUp(() => void this.read())];
    void this.read();
  }

  release(): void {
    if (--this.holders === 0) for (const end of this.leave) end();
  }

  /** Stores a change and shows it; false: it is not stored. */
  async change(body: calls.ProfileChange): Promise<boolean> {
    const outcome = await calls.changeProfile(this.customer, body);
    if (isDone(outcome)) await this.read();
    return isDone(outcome);
  }

  async read(): Promise<void> {
    if (!this.row.value) this.stage.value = "loading";
    const turn = ++this.asked;
    const outcome = await calls.profile(this.customer);
    if (turn !== this.asked) return;
    if (isDone(outcome)) {
      this.row.value = outcome.data;
      this.stage.value = "there";
    } else if (outcome.kind === "refused" && outcome.code === CODE.notBound) {
      this.row.value = null;
      this.stage.value = "foreign";
    } else if (!this.row.value) this.stage.value = "trouble";
  }
}

const known = new WeakMap<Office, Map<number, ProfileState>>();

function profileOf(office: Office, customer: number): ProfileState {
  const all = known.get(office) ?? new Map<number, ProfileState>();
  known.set(office, all);
  const state = all.get(customer) ?? new ProfileState(office, customer);
  all.set(customer, state);
  return state;
}

/** For a component that shows one customer as long as it lives. */
export function useProfile(customer: number): ProfileState {
  const state = profileOf(useOffice(), customer);
  onMounted(() => state.hold());
  onBeforeUnmount(() => state.release());
  return state;
}
