// SPDX-License-Identifier: Apache-2.0
/** Light or dark: as the system has it, or as the user has chosen. */
import { ref } from "vue";

export type Theme = "system" | "light" | "dark";

const KEY = "leida:theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function firstTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    // Nothing is kept in this browser.
  }
  return "system";
}

export const theme = ref<Theme>(firstTheme());

export function applyTheme(): void {
  const isDark = theme.value === "dark" || (theme.value === "system" && dark.matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}

export function setTheme(to: Theme): void {
  theme.value = to;
  try {
    if (to === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, to);
  } catch {
    // It holds for this page.
  }
  applyTheme();
}

dark.addEventListener("change", applyTheme);
