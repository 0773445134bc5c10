// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What keeps somebody from using what the page shows, `where` before each. The page has to be opened with bypassCSP. */
export async function barriers(page, where) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  // What is asked for besides is not read: all that passed, and style sheets that it would fetch once more.
  const asked = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"], preload: false };
  const { violations } = await page.evaluate((asked) => globalThis.axe.run(asked), asked);
  return violations.map((found) => `${where}: ${found.id} ${found.nodes[0].html}`);
}
