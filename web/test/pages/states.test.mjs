// SPDX-License-Identifier: Apache-2.0
/** Every state says what it is and leads out of itself. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enterConsole, openBrowser, openPage, settled, startStack } from "./stack.mjs";
import { asPhone, NEWCOMER, newOffice, openUnanswered, STATES } from "./states.mjs";

let stack, browser;

before(async () => {
  stack = startStack();
  stack.load(newOffice);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

const row = (page) => page.locator("li a").first();

/** What is done in a state to come out of it. */
const WAYS_OUT = {
  loading: async (page) => {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.reload();
    await row(page).waitFor();
  },
  error: async (page) => {
    // The line's hello asks again, too: with an answer it would take the button away.
    await page.getByText("实时").waitFor();
    await settled(page);
    await page.unrouteAll();
    await page.getByRole("button", { name: "重试" }).click();
    await row(page).waitFor();
  },
  offline: async (page) => {
    await page.context().setOffline(false);
    await page.getByText("实时").waitFor();
  },
  over: async (page) => {
    await page.goto(stack.link("user:2"));
    await page.getByRole("button").click();
    await row(page).waitFor();
  },
  foreign: async (page) => {
    await page.getByRole("button", { name: "返回" }).click();
    await row(page).waitFor();
  },
  elsewhere: async (page) => {
    await page.getByRole("button", { name: "已在别处打开" }).click();
    await page.getByText("实时").waitFor();
  },
};

for (const [name, reach] of Object.entries(STATES))
  test(name, async () => {
    const { page, close } = await openPage(browser, asPhone);
    await reach(page, stack);
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), asPhone.viewport.width);
    await WAYS_OUT[name]?.(page);
    await close();
  });

test("nothing flickers: grey rows come after 200 ms, a word after 3 s", async () => {
  const { page, close } = await openPage(browser);
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
  await openUnanswered(page, stack);
  const waiting = page.locator(".contacts .waiting");
  await waiting.waitFor({ state: "attached" });
  await page.clock.runFor(199);
  assert.equal(await waiting.locator(".row").count(), 0);
  await page.clock.runFor(1);
  await waiting.locator(".row").first().waitFor();
  await page.clock.runFor(2_799);
  assert.equal(await waiting.locator("p").count(), 0);
  await page.clock.runFor(1);
  await waiting.locator("p").waitFor();
  await close();
});

/** What each view says when there is nothing, and how it says that it could not be had. */
const VIEWS = {
  chat: { empty: "还没有消息。客户写来时会出现在这里。", calls: "**/contact?*" },
  customers: { empty: "还没有客户。客户扫您的名片后会出现在这里。", calls: "**/tongxunlu?*" },
  radar: { empty: "还没有客户动态。客户看名片、产品或文章时会出现在这里。", calls: "**/action/time?*" },
  figures: { empty: "这段时间没有客户动作。", calls: "**/action/count?*" },
  me: { empty: "还没有常用语。", calls: "**/follow_language" },
};

test("every view says what it is empty of, and tries again when it failed", async () => {
  const { page, close } = await openPage(browser, asPhone);
  // A line that says nothing: its hello would try again before the button is tapped.
  await page.routeWebSocket("**/push*", () => {});
  await page.goto(stack.link(`user:${NEWCOMER}`));
  await page.getByRole("button").click();
  for (const [view, { empty, calls }] of Object.entries(VIEWS)) {
    await page.goto(`${stack.url}/web/#/${view}`);
    await page.getByText(empty).waitFor();
    await page.route(calls, (route) => route.abort());
    await page.reload();
    await page.getByText("没有加载成功").first().waitFor();
    await page.unroute(calls);
    await page.getByRole("button", { name: "重试" }).first().click();
    await page.getByText(empty).waitFor();
  }
  await close();
});

test("a conversation that fails is tried again, and one of nobody says so", async () => {
  const { page, close } = await openPage(browser, asPhone);
  await enterConsole(page, stack.link("user:1"));
  await page.route("**/qiyeweixin/chat?*", (route) => route.abort());
  await row(page).click();
  await page.getByText("没有加载成功").first().waitFor();
  await page.unroute("**/qiyeweixin/chat?*");
  await page.getByRole("button", { name: "重试" }).first().click();
  await page.locator(".bubble").first().waitFor();
  await page.goto(`${stack.url}/web/c.html`);
  await page.getByText("请从名片或分享的链接打开本页。").waitFor();
  await close();
});
