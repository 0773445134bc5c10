// SPDX-License-Identifier: Apache-2.0
/** The language of the page: texts by t(), dates and numbers by Intl with locale(). */
import { shallowRef, watchEffect } from "vue";
import { en } from "./en";
import { zh, type Catalogue } from "./zh";

export type Language = "zh" | "en";

const KEY = "leida:language";
/** Their names in their own languages, whichever the page has. */
export const LANGUAGES: readonly { value: Language; name: string }[] = [
  { value: "zh", name: "中文" },
  { value: "en", name: "English" },
];

const CATALOGUES: Record<Language, Catalogue> = { zh, en };

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

export const language = shallowRef<Language>(firstLanguage());

watchEffect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});

export function setLanguage(to: Language): void {
  language.value = to;
  try {
    localStorage.setItem(KEY, to);
  } catch {
    // It holds for this page.
  }
}

/** The catalogue of the language that is set: `t().chat.send`. */
export function t(): Catalogue {
  return CATALOGUES[language.value];
}

export function locale(): string {
  return language.value === "zh" ? "zh-CN" : "en";
}
