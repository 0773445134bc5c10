// SPDX-License-Identifier: Apache-2.0
/** What is written while the gateway is away, or does not say what it did, is stored once and in order, or said to have failed. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { browser, stack } from "./given.mjs";
import { enterConsole, enterTalk, field, openChat, openPage, openProfile, sendButton } from "./stack.mjs";

const SENDS = "**/chat/send_msg/**";
const LATE = { status: 504, json: { code: 504, msg: "处理超时,结果未知", data: {} } };

afterEach(() => stack.startGateway());

/** The newest messages between staff user 1 and a customer, as the API has them. */
const stored = (customer, length) =>
  stack.call(`customer:${customer}`, "GET", "gongzhonghao/chat", { u_id: 1, length }).data.ret_data.map((row) => row.msg);

async function say(page, ...texts) {
  for (const text of texts) {
    await field(page).fill(text);
    await sendButton(page).click();
  }
}

const own = (page, text) => page.locator(".row.own").filter({ hasText: text });

/** The server has it: neither on its way nor failed. */
const taken = (page, text) => own(page, text).filter({ hasNotText: /发送/ }).waitFor();

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => /^leida:(user|customer):/.test(name)));

test("written while the gateway is stopped, in a page that is ended: stored once, in order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leida-profile-"));
  const texts = ["一", "二", "三"].map((number) => `停机时写的 ${number}`);
  let profile = await openProfile(folder);
  try {
    let [page] = profile.pages();
    await enterConsole(page, stack.links[0]);
    await openChat(page, stack, 1);
    stack.stopGateway();
    await say(page, ...texts);
    await field(page).fill("还没写完");
    for (const text of texts) await own(page, text).getByText("发送中").waitFor();
    await profile.close();

    await stack.startGateway();
    profile = await openProfile(folder);
    [page] = profile.pages();
    await page.goto(`${stack.url}/web/#/chat/1`, { waitUntil: "commit" });
    for (const text of texts) await taken(page, text);
    assert.deepEqual(stored(1, 3), texts);
    assert.equal(await field(page).inputValue(), "还没写完");

    await page.goto(`${stack.url}/web/#/me`);
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "退出登录" }).click();
    await page.getByText("请用收到的链接打开本页。").waitFor();
    assert.deepEqual(await kept(page), []);
  } finally {
    await profile.close();
    rmSync(folder, { recursive: true });
  }
});

test("the gateway goes and comes while the page stays", async () => {
  const { page, close } = await openPage(browser);
  await enterTalk(page, stack.links[1]);
  stack.stopGateway();
  await say(page, "断线时 1", "断线时 2");
  await own(page, "断线时 2").getByText("发送中").waitFor();
  await stack.startGateway();
  await taken(page, "断线时 2");
  assert.deepEqual(stored(1, 2), ["断线时 1", "断线时 2"]);
  await close();
});

test("answered 504 after it was done: stored once, in order", async () => {
  const { page, close } = await openPage(browser);
  await enterTalk(page, stack.link("customer:1"));
  const keys = [];
  await page.route(SENDS, async (route) => {
    keys.push(JSON.parse(route.request().postData()).msg_id);
    const answer = await route.fetch();
    // Of each message the first two answers are lost.
    if (keys.filter((key) => key === keys.at(-1)).length <= 2) await route.fulfill(LATE);
    else await route.fulfill({ response: answer });
  });
  await say(page, "超时 1", "超时 2");
  // The row may be there before its answer: pushed as any other message.
  await page.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith("leida:customer:1:outbox:")));
  await taken(page, "超时 2");
  assert.deepEqual(stored(1, 2), ["超时 1", "超时 2"]);
  assert.equal(keys.length, 6);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.equal(new Set(keys).size, 2);
  await page.reload();
  await page.locator(".bubble").first().waitFor();
  assert.equal(await own(page, "超时 1").count(), 1);
  await close();
});

test("409 and 307 are final: said, kept, not sent again by itself, and nothing waits for them", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  await openChat(page, stack, 1);
  const tries = [];
  await page.route(SENDS, async (route) => {
    const { msg_id, content } = JSON.parse(route.request().postData());
    const { msg } = JSON.parse(content);
    tries.push(msg);
    if (msg === "键已用过") stack.call("user:1", "POST", "qiyeweixin/chat/send_msg/0", { customer_id: 1, content: JSON.stringify({ info_type: 1, msg: "别的内容" }), msg_id });
    if (msg === "不再绑定") await route.fulfill({ json: { code: 307, msg: "没有绑定关系", data: {} } });
    else await route.continue();
  });
  await say(page, "键已用过", "不再绑定", "照常");
  await own(page, "键已用过").getByRole("button", { name: "幂等键已用于其他内容" }).waitFor();
  await own(page, "不再绑定").getByRole("button", { name: "没有绑定关系" }).waitFor();
  await taken(page, "照常");
  assert.deepEqual(tries, ["键已用过", "不再绑定", "照常"]);

  await page.reload();
  await own(page, "不再绑定").getByRole("button").waitFor();
  await page.getByText("实时").waitFor();
  assert.deepEqual(tries.slice(3), []);
  await page.unroute(SENDS);
  await own(page, "不再绑定").getByRole("button").click();
  await taken(page, "不再绑定");
  assert.equal(stored(1, 1)[0], "不再绑定");
  await close();
});

test("after two minutes of tries it has failed, and a tap sends it", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  await openChat(page, stack, 1);
  await page.clock.install();
  let tries = 0;
  await page.route(SENDS, async (route) => {
    tries++;
    await route.fulfill(LATE);
  });
  await say(page, "一直超时");
  let passed = 0;
  for (; !(await own(page, "一直超时").getByText("发送失败，点击重试").isVisible()); passed += 5) {
    // The page's clock goes faster than the machine, which takes of it for each answer.
    assert.ok(passed <= 600, "no word of failure after 600 s");
    await page.clock.runFor(5_000);
  }
  assert.ok(passed >= 120, `failed after ${passed} s`);
  assert.ok(tries >= 3 && tries <= 40, `${tries} tries`);
  await page.unroute(SENDS);
  await own(page, "一直超时").getByRole("button").click();
  await taken(page, "一直超时");
  assert.equal(stored(1, 1)[0], "一直超时");
  await close();
});

test("a session that ends keeps drafts and what is on its way, for who logs in again", async () => {
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.link("user:1"));
  await openChat(page, stack, 1);
  await page.route(SENDS, (route) => route.fulfill(LATE));
  await say(page, "换令牌前写的");
  await field(page).fill("草稿还在");
  stack.ctl("token", "rotate", "user", "1");
  await page.getByText("登录已失效").waitFor();
  assert.equal((await kept(page)).length >= 2, true);
  await page.unroute(SENDS);
  await enterConsole(page, stack.link("user:1"));
  await openChat(page, stack, 1);
  await taken(page, "换令牌前写的");
  assert.equal(await field(page).inputValue(), "草稿还在");
  await close();
});
