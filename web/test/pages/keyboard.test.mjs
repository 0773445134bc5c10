// SPDX-License-Identifier: Apache-2.0
/** A sales person who has no mouse: from the list into a conversation, an answer, and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { becomes, DESK, enterConsole, field, openPage, PHONE } from "./stack.mjs";
import { VIEWS } from "./views.mjs";

/** What has the focus: the end of the address of a link, else the label. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("href") ?? element?.getAttribute("aria-label") ?? element?.tagName;
  });

const getsFocus = (page, what) => becomes(() => focused(page), what);

/** Whether what has the focus is seen to have it. */
const showsFocus = (page) =>
  page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });

for (const viewport of [DESK, PHONE])
  test(`a chat by keyboard alone, ${viewport.width} px`, async () => {
    const { page, faults, close } = await openPage(browser, { viewport });
    await enterConsole(page, stack.link("user:1"));
    const { keyboard } = page;

    await keyboard.press("Control+k");
    await getsFocus(page, "搜索姓名和最近一条消息");
    await keyboard.press("ArrowDown");
    await getsFocus(page, /#\/chat\/\d+/);
    const first = await focused(page);
    assert.ok(await showsFocus(page));
    await keyboard.press("ArrowDown");
    await becomes(async () => (await focused(page)) !== first, true);
    const second = await focused(page);
    await keyboard.press("ArrowUp");
    await getsFocus(page, first);
    await keyboard.press("ArrowDown");
    await getsFocus(page, second);

    await keyboard.press("Enter");
    await page.waitForURL(`**/${second}`);
    await getsFocus(page, "输入消息");
    await keyboard.type(`第一行 ${viewport.width}`);
    await keyboard.press("Shift+Enter");
    await keyboard.type("第二行");
    await keyboard.press("Enter");
    await page.locator(".row.own").last().getByText(`第一行 ${viewport.width}\n第二行`).waitFor();
    await getsFocus(page, "输入消息");
    assert.equal(await field(page).inputValue(), "");

    await keyboard.press("Escape");
    await page.waitForURL("**/#/chat");
    await getsFocus(page, second);
    await keyboard.press("Enter");
    await getsFocus(page, "输入消息");
    await keyboard.press("Control+k");
    await getsFocus(page, "搜索姓名和最近一条消息");
    await keyboard.type("没有的");
    await page.getByText("没有找到").waitFor();
    await keyboard.press("Escape");
    await page.locator("li a").first().waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

test("a row that moves to the top keeps the focus", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  const second = await page.locator(".contacts li a").nth(1).getAttribute("href");
  await page.locator(`.contacts a[href='${second}']`).focus();
  const content = JSON.stringify({ info_type: 1, msg: "我又来了" });
  stack.call(`customer:${second.match(/\d+$/)[0]}`, "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content });
  await page.locator(`.contacts li:first-child a[href='${second}']`).waitFor();
  await getsFocus(page, second);
  await close();
});

test("customers by keyboard: into one, and back to their row", async () => {
  const { page, close } = await openPage(browser, { viewport: PHONE });
  await enterConsole(page, stack.link("user:1"));
  await page.goto(`${stack.url}/web/#/customers?order=newest`);
  const rows = page.locator(".customers li a");
  await rows.first().waitFor();
  await page.keyboard.press("Control+k");
  await getsFocus(page, "姓名、备注名");
  const row = await rows.nth(1).getAttribute("href");
  assert.match(row, /#\/customers\/\d+\?/);
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await getsFocus(page, row);
  await page.keyboard.press("Enter");
  await page.locator(VIEWS["customers/1"]).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(/#\/customers\?order=newest$/);
  await getsFocus(page, row);
  await close();
});

test("a sheet keeps the focus, and Esc gives it back without leaving the customer", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  await page.goto(`${stack.url}/web/#/customers/1`);
  const edit = page.getByRole("button", { name: "编辑" }).first();
  await edit.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox").waitFor();
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)));
  }
  // A click beside all fields takes the focus from them.
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await becomes(() => edit.evaluate((button) => button === document.activeElement), true);
  assert.match(page.url(), /#\/customers\/1/);
  await close();
});
