// SPDX-License-Identifier: Apache-2.0
/** Several tabs of one browser: what each has written is stored once and in order, and never as the words of somebody else. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { browser, stack } from "./given.mjs";
import { becomes, enterConsole, field, openChat, openPage, sendButton } from "./stack.mjs";

const SENDS = "**/chat/send_msg/**";

afterEach(() => stack.startGateway());

/** The newest messages between staff user 1 and a customer, as the API has them, the oldest first. */
const stored = (customer, length) => stack.call(`customer:${customer}`, "GET", "gongzhonghao/chat", { u_id: 1, length }).data.ret_data.map((row) => row.msg);

async function say(page, ...texts) {
  for (const text of texts) {
    await field(page).fill(text);
    await sendButton(page).click();
  }
}

const own = (page, text) => page.locator(".row.own").filter({ hasText: text });
const taken = (page, text) => own(page, text).filter({ hasNotText: /发送/ }).waitFor();

async function twoTabs({ withoutLocks = false } = {}) {
  const { page: one, close } = await openPage(browser);
  const two = await one.context().newPage();
  // As where there is no TLS, and in older browsers.
  if (withoutLocks) await one.context().addInitScript(() => delete Navigator.prototype.locks);
  await enterConsole(one, stack.link("user:1"));
  await openChat(one, stack, 1);
  await openChat(two, stack, 1);
  return { one, two, close };
}

for (const withoutLocks of [false, true])
  test(`both write while the gateway is stopped, and one is closed${withoutLocks ? ", without Web Locks" : ""}`, async () => {
    const { one, two, close } = await twoTabs({ withoutLocks });
    const mark = withoutLocks ? "无锁" : "有锁";
    const texts = (name) => ["一", "二", "三"].map((number) => `${mark}${name}写的 ${number}`);
    stack.stopGateway();
    await say(one, ...texts("甲").slice(0, 2));
    await say(two, ...texts("乙"));
    await say(one, texts("甲")[2]);
    // Each shows what the other has written.
    for (const text of [...texts("甲"), ...texts("乙")]) for (const page of [one, two]) await own(page, text).getByText("发送中").waitFor();
    await one.close();
    await stack.startGateway();
    for (const text of [...texts("甲"), ...texts("乙")]) await taken(two, text);
    const all = stored(1, 7).filter((text) => text.startsWith(mark));
    assert.equal(all.length, 6);
    for (const name of ["甲", "乙"]) assert.deepEqual(all.filter((text) => text.includes(name)), texts(name));
    // The line may tell of a message before it is answered.
    await becomes(() => two.evaluate(() => Object.keys(localStorage).filter((name) => name.includes(":outbox"))), []);
    await close();
  });

test("who logs in in another tab sends nothing of who was there before, and the other tab says so", async () => {
  const { one, two, close } = await twoTabs();
  await one.route(SENDS, (route) => route.fulfill({ status: 504, json: { code: 504, msg: "处理超时,结果未知", data: {} } }));
  await say(one, "只有我能说的");
  await own(one, "只有我能说的").getByText("发送中").waitFor();
  const sent = [];
  two.on("request", (request) => void (request.url().includes("send_msg") && sent.push(request.url())));
  await enterConsole(two, stack.link("user:2"));
  await one.getByText("登录已失效").waitFor();
  await one.unroute(SENDS);
  // Who it is of finds it again.
  await enterConsole(one, stack.link("user:1"));
  await openChat(one, stack, 1);
  await taken(one, "只有我能说的");
  assert.deepEqual(stored(1, 1), ["只有我能说的"]);
  assert.deepEqual(sent, []);
  await close();
});

test("a logout in one tab is one in the other, and leaves nothing", async () => {
  const { one, two, close } = await twoTabs();
  await one.route(SENDS, (route) => route.fulfill({ status: 504, json: { code: 504, msg: "处理超时,结果未知", data: {} } }));
  await say(one, "不再发出的");
  await own(two, "不再发出的").getByText("发送中").waitFor();
  await two.goto(`${stack.url}/web/#/me`);
  await two.getByRole("button", { name: "退出登录" }).click();
  await two.getByRole("alertdialog").getByRole("button", { name: "退出登录" }).click();
  await one.getByText("登录已失效").waitFor();
  assert.deepEqual(await one.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("leida:user:"))), []);
  await close();
});
