// SPDX-License-Identifier: Apache-2.0
/** The user's stock phrases: read when they are first wanted, and what a line that begins with "/" finds among them. */
import { inject, ref, shallowRef, type InjectionKey } from "vue";
import { CODE, isDone } from "@/core/outcome";
import * as calls from "./calls";

export interface Phrase {
  language_id: number;
  language: string;
}

export const PHRASES_MAX = 200;

export class Phrases {
  readonly list = shallowRef<Phrase[]>([]);
  readonly state = ref<"loading" | "there" | "trouble">("loading");

  async read(): Promise<void> {
    const outcome = await calls.phrases();
    if (isDone(outcome)) {
      this.list.value = outcome.data.ret_data?.follow_language_data ?? [];
      this.state.value = "there";
    } else if (this.state.value !== "there") this.state.value = "trouble";
  }

  /** full: there is no room for another. */
  async add(text: string): Promise<"done" | "exists" | "full" | "trouble"> {
    const outcome = await calls.addPhrase(text);
    if (outcome.kind === "refused" && outcome.code === CODE.exists) return "exists";
    if (outcome.kind === "refused" && this.list.value.length >= PHRASES_MAX) return "full";
    if (!isDone(outcome)) return "trouble";
    await this.read();
    return "done";
  }

  /** One that another page has deleted before is gone as well. */
  async remove(id: number): Promise<boolean> {
    const outcome = await calls.deletePhrase(id);
    await this.read();
    return isDone(outcome) || !this.list.value.some((phrase) => phrase.language_id === id);
  }
}

/** The part of a text that is to become a phrase. */
export interface Slash {
  from: number;
  to: number;
  word: string;
}

/** What the key of the slash gives: also where it writes full-width signs, and by Chinese input methods. */
const SLASH = /^[/／、]/;

/** Of the line with the caret, what is between its beginning and the caret, if that begins with a slash; else null. */
export function slashAt(text: string, caret: number): Slash | null {
  const from = text.lastIndexOf("\n", caret - 1) + 1;
  const typed = text.slice(from, caret);
  return SLASH.test(typed) ? { from, to: caret, word: typed.slice(1) } : null;
}

/** Those with all the words, wherever they stand; those that begin with the first of them come first. */
export function matching(phrases: readonly Phrase[], typed: string): Phrase[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = phrases.filter((phrase) => words.every((word) => phrase.language.toLowerCase().includes(word)));
  const begins = (phrase: Phrase) => Number(phrase.language.toLowerCase().startsWith(words[0] ?? ""));
  return found.sort((one, other) => begins(other) - begins(one));
}

export const PHRASES: InjectionKey<Phrases> = Symbol("phrases");

export function usePhrases(): Phrases {
  const phrases = inject(PHRASES);
  if (!phrases) throw new Error("outside of the console");
  return phrases;
}
