// SPDX-License-Identifier: Apache-2.0
/** Login links: "#/login/TOKEN" in the address of either page. */

/** Whether the page was opened by one. */
export const isLink = (): boolean => location.hash.startsWith("#/login/");

/** Calls `linked` whenever one is opened where the page is open already, until what it gives back is called. */
export function onLink(linked: () => void): () => void {
  const heard = () => {
    if (isLink()) linked();
  };
  window.addEventListener("hashchange", heard);
  return () => window.removeEventListener("hashchange", heard);
}
