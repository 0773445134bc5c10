// SPDX-License-Identifier: Apache-2.0
/** Keys that hold in the whole console: Ctrl+K (⌘K) goes to the search, Esc out of a conversation or a customer, back to its row. */
import { nextTick, onBeforeUnmount, onMounted } from "vue";
import { useRoute, useRouter } from "vue-router";

const searchField = () => document.querySelector<HTMLInputElement>("main input[type=search]");

/** What is displayed; on a phone a list is not, behind what was chosen of it. */
const isSeen = (element: HTMLElement | null): element is HTMLElement => element !== null && element.getClientRects().length > 0;

export function useKeys(): void {
  const route = useRoute();
  const router = useRouter();

  async function search(): Promise<void> {
    if (!isSeen(searchField())) {
      await router.push(route.name === "customers" ? { name: "customers", query: route.query } : "/chat");
      await nextTick();
    }
    searchField()?.select();
    searchField()?.focus();
  }

  async function leave(customer: string): Promise<void> {
    await router.push({ name: route.name ?? "chat", query: route.query });
    await nextTick();
    const rows = Array.from(document.querySelectorAll<HTMLElement>("main li a"));
    const left = rows.find((row) => new RegExp(`/${customer}(\\?|$)`).test(row.getAttribute("href") ?? ""));
    (left ?? searchField())?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    // A dialog has these keys to itself, also when nothing in it has the focus: what is written there would go with the page.
    if (document.querySelector("dialog[open]")) return;
    const customer = route.params["customer"];
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      void search();
    } else if (event.key === "Escape" && typeof customer === "string" && customer && !searchText(event.target)) void leave(customer);
  }

  onMounted(() => window.addEventListener("keydown", pressed));
  onBeforeUnmount(() => window.removeEventListener("keydown", pressed));
}

/** Esc empties a search first. */
function searchText(target: EventTarget | null): string {
  return target instanceof HTMLInputElement && target.type === "search" ? target.value : "";
}
