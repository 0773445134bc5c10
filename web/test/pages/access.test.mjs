// SPDX-License-Identifier: Apache-2.0
/** Every view can be used by everybody: axe finds nothing, in both sizes and themes. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { enter, openBrowser, openPage, startStack } from "./stack.mjs";

const VIEWS = ["chat", "chat/1", "customers", "customers/1", "radar", "figures", "me"];

let stack, browser, state;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  const { page, close } = await openPage(browser);
  await enter(page, stack.links[0]);
  await page.locator("li a").first().waitFor();
  state = { storageState: await page.context().storageState(), url: page.url().replace(/#.*/, "") };
  await close();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

for (const [width, height] of [[375, 667], [1440, 900]])
  for (const colorScheme of ["light", "dark"])
    test(`${width}×${height}, ${colorScheme}`, async () => {
      const { page, faults, close } = await openPage(browser, { viewport: { width, height }, colorScheme, storageState: state.storageState, bypassCSP: true });
      for (const view of VIEWS) {
        await page.goto(`${state.url}#/${view}`);
        await page.locator("main").waitFor();
        await page.waitForLoadState("networkidle");
        assert.deepEqual(await barriers(page, view), []);
      }
      assert.deepEqual(faults, []);
      await close();
    });
