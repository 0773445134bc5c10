// SPDX-License-Identifier: Apache-2.0
/** The way in, and out: links that are old, sessions that hold, and what either page says of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { enterConsole, enterTalk, openPage } from "./stack.mjs";

test("a link that was used here says so at once, and who is in goes on", async () => {
  const { page, close } = await openPage(browser);
  const link = stack.link("user:1");
  await enterConsole(page, link);
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText("链接已失效。").waitFor();
  assert.equal(await page.getByRole("button", { name: "点击登录" }).count(), 0);
  await page.getByRole("button", { name: /^继续使用/ }).click();
  await page.locator("li a").first().waitFor();
  await page.waitForURL(/#\/chat$/);
  await close();
});

test("a link that was used elsewhere says so at the tap, in a page that is open too", async () => {
  const { page, close } = await openPage(browser);
  const other = await openPage(browser);
  const link = stack.link("user:2");
  await enterConsole(other.page, link);
  await enterConsole(page, stack.link("user:1"));
  await page.goto(link);
  const goOn = page.getByRole("button", { name: /^继续使用/ });
  await goOn.waitFor();
  await page.getByRole("button", { name: "点击登录" }).click();
  await page.getByText("链接已失效。").waitFor();
  await goOn.click();
  await page.locator("li a").first().waitFor();
  assert.equal((await page.evaluate(async () => (await (await fetch("/zhugeleida/session?kind=staff", { headers: { "X-Leida": "1" } })).json()).data.id)), 1);
  await Promise.all([close(), other.close()]);
});

test("who is out has no count in the title", async () => {
  const { page, close } = await openPage(browser);
  stack.call("customer:1", "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content: JSON.stringify({ info_type: 1, msg: "在吗" }) });
  await enterConsole(page, stack.link("user:1"));
  await page.waitForFunction(() => /^\(\d+\)/.test(document.title));
  await page.goto(`${stack.url}/web/#/me`);
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "退出登录" }).click();
  await page.locator(".login").waitFor();
  assert.doesNotMatch(await page.title(), /\d/);
  await close();
});

test("an answer that is under way at the logout is not waited for", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  await page.route("**/qiyeweixin/contact?*", () => new Promise(() => {}));
  const begun = page.waitForRequest("**/qiyeweixin/contact?*");
  const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("/qiyeweixin/contact"));
  stack.call("customer:1", "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content: JSON.stringify({ info_type: 1, msg: "还在吗" }) });
  await begun;
  await page.goto(`${stack.url}/web/#/me`);
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "退出登录" }).click();
  assert.match((await ended).failure().errorText, /ABORTED/);
  await page.locator(".login").waitFor();
  await close();
});

test("a customer is told of their adviser, and of nobody's office", async () => {
  const { page, close } = await openPage(browser);
  const link = stack.link("customer:1");
  await page.goto(link);
  await page.getByRole("button", { name: "开始聊天" }).waitFor();
  assert.doesNotMatch(await page.locator(".login").innerText(), /雷达|管理员/);
  const other = await openPage(browser);
  await enterTalk(other.page, link);
  await page.getByRole("button", { name: "开始聊天" }).click();
  await page.getByText("链接已失效。").waitFor();
  assert.doesNotMatch(await page.locator(".login").innerText(), /雷达|管理员/);
  await Promise.all([close(), other.close()]);
});
