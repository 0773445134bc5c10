// SPDX-License-Identifier: Apache-2.0
import { onBeforeUnmount, ref, type Ref } from "vue";
import { copy } from "./copy";

const SAID_MS = 2_000;

export interface Copying {
  /** The text that was copied a moment ago; "": none. */
  copied: Ref<string>;
  /** The browser has just refused. */
  refused: Ref<boolean>;
  copyText: (text: string) => Promise<boolean>;
}

/** Copies texts, and says for a moment what became of it. */
export function useCopy(): Copying {
  const copied = ref("");
  const refused = ref(false);
  let timer = 0;

  async function copyText(text: string): Promise<boolean> {
    const done = await copy(text);
    copied.value = done ? text : "";
    refused.value = !done;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      copied.value = "";
      refused.value = false;
    }, SAID_MS);
    return done;
  }

  onBeforeUnmount(() => window.clearTimeout(timer));
  return { copied, refused, copyText };
}
