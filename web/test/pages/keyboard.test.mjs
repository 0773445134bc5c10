// SPDX-License-Identifier: Apache-2.0
/** A sales person who has no mouse: from the list into a conversation, an answer, and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { DESK, enterConsole, field, openPage, PHONE } from "./stack.mjs";

/** What has the focus: the end of the address of a link, else the label. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("href") ?? element?.getAttribute("aria-label") ?? element?.tagName;
  });

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
    assert.equal(await focused(page), "搜索姓名和最近一条消息");
    await keyboard.press("ArrowDown");
    const first = await focused(page);
    assert.match(first, /#\/chat\/\d+/);
    assert.ok(await showsFocus(page));
    await keyboard.press("ArrowDown");
    const second = await focused(page);
    assert.notEqual(second, first);
    await keyboard.press("ArrowUp");
    assert.equal(await focused(page), first);
    await keyboard.press("ArrowDown");

    await keyboard.press("Enter");
    await page.waitForURL(`**/${second}`);
    await field(page).waitFor();
    assert.equal(await focused(page), "输入消息");
    await keyboard.type(`第一行 ${viewport.width}`);
    await keyboard.press("Shift+Enter");
    await keyboard.type("第二行");
    await keyboard.press("Enter");
    await page.locator(".row.own").last().getByText(`第一行 ${viewport.width}\n第二行`).waitFor();
    assert.equal(await focused(page), "输入消息");
    assert.equal(await field(page).inputValue(), "");

    await keyboard.press("Escape");
    await page.waitForURL("**/#/chat");
    assert.equal(await focused(page), second);
    await keyboard.press("Enter");
    await field(page).waitFor();
    await keyboard.press("Control+k");
    assert.equal(await focused(page), "搜索姓名和最近一条消息");
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
  await page.locator(".contacts li a").nth(1).focus();
  const content = JSON.stringify({ info_type: 1, msg: "我又来了" });
  stack.call(`customer:${second.match(/\d+$/)[0]}`, "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content });
  await page.locator(`.contacts li:first-child a[href='${second}']`).waitFor();
  assert.equal(await focused(page), second);
  await close();
});

test("customers by keyboard: into one, and back to their row", async () => {
  const { page, close } = await openPage(browser, { viewport: PHONE });
  await enterConsole(page, stack.link("user:1"));
  await page.goto(`${stack.url}/web/#/customers?order=newest`);
  await page.locator(".customers li a").first().waitFor();
  await page.keyboard.press("Control+k");
  assert.equal(await focused(page), "姓名、备注名");
  await page.locator("li a").first().focus();
  await page.keyboard.press("ArrowDown");
  const row = await focused(page);
  assert.match(row, /#\/customers\/\d+\?/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(/#\/customers\?order=newest$/);
  assert.equal(await focused(page), row);
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
  await sheet.waitFor();
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)));
  }
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  assert.match(page.url(), /#\/customers\/1/);
  assert.ok(await edit.evaluate((button) => button === document.activeElement));
  await close();
});
