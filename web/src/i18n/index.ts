// SPDX-License-Identifier: Apache-2.0
/** The language of the page: texts by t(), dates and numbers by Intl with locale(). Chinese is always there, the others come
 * when they are wanted. */
import { shallowRef, watchEffect } from "vue";
import { englishOf } from "@/core/time";
import { zh, type Catalogue } from "./zh";

export type Language = "zh" | "en";

const KEY = "leida:language";
/** Their names in their own languages, whichever the page has. */
export const LANGUAGES: readonly { value: Language; name: string }[] = [
  { value: "zh", name: "中文" },
  { value: "en", name: "English" },
];

const catalogues: Partial<Record<Language, Catalogue>> = { zh };

export const language = shallowRef<Language>("zh");

watchEffect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});

function firstLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Nothing is kept in this browser: the system's language is a good guess.
  }
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

async function use(to: Language): Promise<void> {
  try {
    catalogues[to] ??= { ...(await import("./en")).en, locale: englishOf(navigator.language) };
    language.value = to;
  } catch {
    // It does not come: better another language than no page.
  }
}

/** Before anything is shown. */
export const startLanguage = () => use(firstLanguage());

export async function setLanguage(to: Language): Promise<void> {
  await use(to);
  try {
    localStorage.setItem(KEY, to);
  } catch {
    // It holds for this page.
  }
}

/** The catalogue of the language that is set: `t().chat.send`. */
export function t(): Catalogue {
  return catalogues[language.value] ?? zh;
}

export function locale(): string {
  return t().locale;
}
