// SPDX-License-Identifier: Apache-2.0
/** What the tests of a file are given: a stack of their own and a browser, from before the first of them until after the last. */
import { after, before } from "node:test";
import { openBrowser, startStack } from "./stack.mjs";

export let stack, browser;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});
