// SPDX-License-Identifier: Apache-2.0
/** Every view can be used by everybody: axe finds nothing, in both sizes and themes, and in both languages. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { DESK, enterConsole, enterTalk, field, openBrowser, openPage, PHONE, startStack } from "./stack.mjs";
import { VIEWS } from "./views.mjs";

let stack, browser, staff, customer;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  const { page, close } = await openPage(browser);
  await enterTalk(page, stack.links[1]);
  customer = { storageState: await page.context().storageState(), url: `${stack.url}/web/c.html?u=1` };
  await close();
  const console = await openPage(browser);
  await enterConsole(console.page, stack.links[0]);
  staff = { storageState: await console.page.context().storageState(), url: `${stack.url}/web/` };
  await console.close();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

async function check(page, what) {
  await page.waitForFunction(() => !document.querySelector(".waiting"));
  assert.deepEqual(await barriers(page, what), []);
}

/** What lies over a view, and what opens it. */
const DIALOGS = {
  chance: (page) => page.getByRole("button", { name: /^编辑 成交率/ }).click(),
  tags: (page) => page.getByRole("button", { name: "编辑 标签" }).click(),
  profile: (page) => page.getByRole("button", { name: "编辑 资料" }).click(),
};
const PANELS = {
  emoji: (page) => page.getByRole("button", { name: "表情", exact: true }).click(),
  phrases: (page) => page.getByRole("button", { name: "常用语", exact: true }).click(),
  phone: (page) => page.getByRole("button", { name: "请求手机号" }).click(),
  slash: (page) => field(page).fill("/"),
};

for (const viewport of [PHONE, DESK])
  for (const colorScheme of ["light", "dark"]) {
    const look = { viewport, colorScheme, bypassCSP: true };
    const name = `${viewport.width}×${viewport.height}, ${colorScheme}`;

    // Chinese has the console of either size and theme, English each once.
    const locales = (viewport === PHONE) === (colorScheme === "dark") ? ["zh-CN", "en-GB"] : ["zh-CN"];
    for (const locale of locales)
      test(`the console, ${name}, ${locale}`, async () => {
        const { page, faults, close } = await openPage(browser, { ...look, locale, storageState: staff.storageState });
        for (const [view, content] of Object.entries(VIEWS)) {
          await page.goto(`${staff.url}#/${view}`);
          await page.locator(content).first().waitFor();
          await check(page, view);
        }
        assert.deepEqual(faults, []);
        await close();
      });

    test(`what lies over it, ${name}`, async () => {
      const { page, faults, close } = await openPage(browser, { ...look, storageState: staff.storageState });
      await page.goto(`${staff.url}#/customers/1`);
      for (const [dialog, open] of Object.entries(DIALOGS)) {
        await open(page);
        await page.getByRole("dialog").waitFor();
        await check(page, dialog);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await page.goto(`${staff.url}#/chat/1`);
      for (const [panel, open] of Object.entries(PANELS)) {
        await open(page);
        await page.locator(".composer .panel").waitFor();
        await check(page, panel);
        await page.keyboard.press("Escape");
        await page.locator(".composer .panel").waitFor({ state: "detached" });
      }
      await page.goto(`${staff.url}#/me`);
      await page.getByRole("button", { name: "退出登录" }).click();
      await page.getByRole("alertdialog").waitFor();
      await check(page, "logout");
      assert.deepEqual(faults, []);
      await close();
    });

    test(`the customer's page and the way in, ${name}`, async () => {
      const { page, faults, close } = await openPage(browser, { ...look, storageState: customer.storageState });
      await page.goto(customer.url);
      await page.locator(".bubble").first().waitFor();
      await check(page, "customer");
      await page.goto(`${staff.url}#/login/s.1.x`);
      await page.getByRole("button").click();
      await page.getByRole("alert").waitFor();
      await check(page, "login");
      assert.deepEqual(faults.filter((fault) => !/status of 4/.test(fault)), []);
      await close();
    });
  }
