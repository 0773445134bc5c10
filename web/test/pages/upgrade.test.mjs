// SPDX-License-Identifier: Apache-2.0
/** A page of before an upgrade: the parts that it loads later are gone, and it is loaded anew, once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { enterConsole, enterTalk, openPage, settled } from "./stack.mjs";

/** The parts are gone until the page is loaded anew; `forever`: also then. Gives how often it was. */
async function upgrade(page, parts, forever = false) {
  const seen = { loads: 0 };
  const gone = (route) => route.fulfill({ status: 404, body: "" });
  await page.route(parts, gone);
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) return;
    seen.loads++;
    if (!forever) void page.unroute(parts);
  });
  return seen;
}

test("a view that is gone: the page is loaded anew, and there it is", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  const seen = await upgrade(page, /assets\/RadarView-.*\.js$/);
  await page.getByRole("link", { name: "雷达" }).first().click();
  await page.locator(".radar li a").first().waitFor();
  assert.equal(new URL(page.url()).hash, "#/radar");
  assert.equal(seen.loads, 1);
  await close();
});

test("a part of a view that is gone", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  const seen = await upgrade(page, /assets\/Panel-.*\.js$/);
  await page.locator("li a").first().click();
  await page.locator(".panel h2").first().waitFor();
  assert.equal(seen.loads, 1);
  await close();
});

test("a part of the customer's page that stays gone: once, and what is there can be used", async () => {
  const { page, close } = await openPage(browser);
  await enterTalk(page, stack.link("customer:1"));
  const seen = await upgrade(page, /assets\/CardSheet-.*\.js$/, true);
  const card = page.locator("header .card");
  const again = page.waitForEvent("load");
  await card.click();
  await again;
  await page.locator(".bubble").first().waitFor();
  const refused = page.waitForResponse(/CardSheet-.*\.js$/);
  await card.click();
  await refused;
  await settled(page);
  await page.locator(".bubble").first().waitFor();
  assert.equal(seen.loads, 1);
  await close();
});

test("without a network the page stays", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  const seen = await upgrade(page, /assets\/FiguresView-.*\.js$/, true);
  await page.route(/\/web\/$/, (route) => route.abort());
  const asked = page.waitForEvent("requestfailed", (request) => request.method() === "HEAD");
  await page.getByRole("link", { name: "统计" }).first().click();
  await asked;
  await settled(page);
  await page.locator("li a").first().waitFor();
  assert.equal(seen.loads, 0);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("leida:reloaded")), null);
  await close();
});
