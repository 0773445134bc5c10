// SPDX-License-Identifier: Apache-2.0
/**
 * The keyboard of a phone. iOS lays it over the page and pushes the page up to the field, whatever 100dvh says. So where
 * less of the page is seen than there is of it, the page is as high as that (styles/base.css), and it is set back.
 */

/** Less than any keyboard, more than the bars of a browser. */
const LEAST_PX = 120;

export function followKeyboard(): void {
  const view = window.visualViewport;
  const root = document.documentElement;
  if (!view) return;
  view.addEventListener("resize", () => {
    // Who has zoomed in sees less of the page, too.
    const covered = view.scale === 1 && window.innerHeight - view.height >= LEAST_PX;
    root.toggleAttribute("data-keyboard", covered);
    root.style.setProperty("--seen", `${view.height}px`);
    if (covered) window.scrollTo(0, 0);
  });
  window.addEventListener("focusout", () => window.scrollTo(0, 0));
}
