// SPDX-License-Identifier: Apache-2.0
/** Which messages a conversation shows, in which order, when they count as read, and by whose clock. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { becomes, enterConsole, enterTalk, field, glimpse, goToChat, hide, hideFirst, openPage, sendButton, until } from "./stack.mjs";

const AFTER = (url) => url.pathname.includes("/chat/getmsg/");

/** Customers of their own for each test, so that none sees what another did. */
let next = 900;
function customer() {
  const id = next++;
  stack.load([
    { type: "customer", id, username: `客户${id}` },
    { type: "relation", user_id: 1, customer_id: id },
  ]);
  return id;
}

function write(id, from, to, more = {}) {
  const records = [];
  for (let number = from; number <= to; number++)
    records.push({ type: "message", user_id: 1, customer_id: id, send_type: 2, content: { info_type: 1, msg: `n${number}` }, msg_id: `${id}-${number}`, ...more });
  stack.load(records);
}

const speak = (id, msg) => stack.call(`customer:${id}`, "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content: JSON.stringify({ info_type: 1, msg }) });
const unread = (id) => stack.call("user:1", "GET", "qiyeweixin/contact").data.ret_data.find((row) => row.customer_id === id)?.unread_msg_num;
const numbers = async (page) => (await page.locator("[data-row] .words").allInnerTexts()).map((text) => Number(text.slice(1)));
const upTo = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const chat = (page, id) => goToChat(page, stack, id);
const written = (page, text) => page.getByRole("log").getByText(text, { exact: true });

async function openConsole(options) {
  const opened = await openPage(browser, options);
  await enterConsole(opened.page, stack.link("user:1"));
  return opened;
}

test("a hole is fetched, and until then nothing stands on both its sides", async () => {
  const id = customer();
  write(id, 1, 10);
  const { page, close } = await openConsole();
  await chat(page, id);
  await written(page, "n10").waitFor();
  await chat(page, 1);
  write(id, 11, 80);

  // The newest page is there at once; what fills the hole is held back.
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(AFTER, async (route) => {
    await held;
    await route.continue();
  });
  const filling = page.waitForRequest((request) => AFTER(new URL(request.url())) && request.url().includes(`customer_id=${id}`));
  await chat(page, id);
  assert.match((await filling).url(), /after=10\b/);
  release();
  await written(page, "n80").waitFor();
  await written(page, "n1").waitFor({ state: "attached" });
  assert.deepEqual(await numbers(page), upTo(1, 80));

  // A hole that cannot be filled: what is before it is not shown as if it followed.
  await chat(page, 1);
  write(id, 81, 150);
  await page.unroute(AFTER);
  await page.route(AFTER, (route) => route.abort());
  await chat(page, id);
  await written(page, "n150").waitFor();
  const shown = await numbers(page);
  assert.deepEqual(shown, upTo(shown[0], 150));
  assert.ok(shown[0] > 81);
  await page.unroute(AFTER);
  for (let first = shown[0]; first > 1; first = (await numbers(page))[0]) {
    await page.getByRole("log").evaluate((log) => void (log.scrollTop = 0));
    await page.waitForFunction((first) => Number(document.querySelector("[data-row] .words").textContent.slice(1)) < first, first);
  }
  assert.deepEqual(await numbers(page), upTo(1, 150));
  await close();
});

test("messages stand in the order of their ids, whatever their times", async () => {
  const id = customer();
  write(id, 1, 1, { create_date: "2026-11-20T12:00:00" });
  write(id, 2, 2, { create_date: "2026-11-18T12:00:00" });
  write(id, 3, 3, { create_date: "2026-11-19T12:00:00" });
  const { page, close } = await openConsole();
  await chat(page, id);
  await written(page, "n3").waitFor();
  assert.deepEqual(await numbers(page), [1, 2, 3]);
  assert.deepEqual(stack.call("user:1", "GET", "qiyeweixin/chat", { customer_id: id }).data.ret_data.map((row) => row.id), [1, 2, 3]);
  await close();
});

test("read is what was visible for 300 ms of a visible page", async () => {
  const id = customer();
  write(id, 1, 60);
  const { page, close } = await openConsole();
  await chat(page, id);
  await written(page, "n60").waitFor();
  const acks = [];
  page.on("request", (request) => void (request.url().includes("/chat/ack/") && acks.push(JSON.parse(request.postData()).id)));
  const acked = () => page.waitForResponse((response) => response.url().includes("/chat/ack/"));

  await hide(page, true);
  speak(id, "hidden");
  await written(page, "hidden").waitFor({ state: "attached" });
  // A glimpse is too short.
  await glimpse(page);
  await page.waitForTimeout(400);
  assert.deepEqual(acks, []);
  assert.equal(unread(id), 1);

  const looked = performance.now();
  await Promise.all([acked(), hide(page, false)]);
  assert.ok(performance.now() - looked >= 300, "it was read too soon");
  assert.deepEqual(acks, [61]);
  assert.equal(unread(id), 0);

  // Who reads further up has not seen what comes below; a tap leads there.
  await page.getByRole("log").evaluate((log) => void (log.scrollTop = log.scrollHeight / 2));
  speak(id, "below");
  const pill = page.getByRole("button", { name: "1 条新消息" });
  await pill.waitFor();
  await page.waitForTimeout(400);
  assert.equal(unread(id), 1);
  await Promise.all([acked(), pill.click()]);
  assert.deepEqual(acks, [61, 62]);
  assert.equal(unread(id), 0);
  await close();
});

test("a conversation that opens in a hidden page is read once it is seen", async () => {
  const id = customer();
  write(id, 1, 3);
  const { page, close } = await openConsole();
  await page.goto("about:blank");
  await hideFirst(page);
  await chat(page, id);
  await page.getByText("实时").waitFor();
  assert.equal(unread(id), 3);
  await hide(page, false);
  await written(page, "n3").waitFor();
  assert.equal(unread(id), 0);
  await close();
});

test("the days are the office's: its zone, by the clock of its server, and they change at its midnight", async () => {
  const id = customer();
  speak(id, "today's");
  const { page, close } = await openPage(browser, { timezoneId: "America/Los_Angeles" });
  // A phone whose clock is ten days late, in another zone.
  const late = Date.now() - 10 * 86_400_000;
  await page.clock.install({ time: late });
  await enterConsole(page, stack.link("user:1"));
  await chat(page, id);
  await written(page, "today's").waitFor();
  const days = page.getByRole("log").locator(".day");
  assert.deepEqual(await days.allInnerTexts(), ["今天"]);
  const office = new Date(Date.now() + 8 * 3_600_000);
  const toMidnight = 86_400_000 - (office.getTime() % 86_400_000);
  await page.clock.fastForward(toMidnight - 30_000);
  assert.deepEqual(await days.allInnerTexts(), ["今天"]);
  await page.clock.fastForward(60_000);
  await days.getByText("昨天").waitFor();
  await page.clock.fastForward(86_400_000);
  await days.getByText(`${office.getUTCMonth() + 1}月${office.getUTCDate()}日`).waitFor();
  await becomes(() => days.count(), 1);
  const time = await page.getByRole("log").locator("time").innerText();
  assert.equal(time, stack.call("user:1", "GET", "qiyeweixin/chat", { customer_id: id }).data.ret_data[0].dateTime.slice(11, 16));
  await close();
});

test("a gap of less than 5 s is not told of, a longer one is; what was missed comes either way", async () => {
  const { page, close } = await openPage(browser);
  await enterTalk(page, stack.link("customer:1"));
  await page.getByText("实时").waitFor();
  await page.evaluate(() => {
    window.told = [];
    new MutationObserver(() => window.told.push(document.querySelector("header .badge").textContent)).observe(document.querySelector("header"), {
      subtree: true, childList: true, characterData: true,
    });
  });
  // By the page's clock, of which the machine takes nothing: it stands while the gateway is away, then goes on until there is a line.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
  stack.stopGateway();
  await stack.startGateway();
  let line = false;
  page.once("websocket", () => (line = true));
  await until(() => page.clock.runFor(250).then(() => line));
  await field(page).fill("short gap");
  await sendButton(page).click();
  await page.locator(".row.own").last().filter({ hasText: "short gap", hasNotText: "发送" }).waitFor();
  assert.deepEqual((await page.evaluate(() => window.told)).filter((text) => text !== "实时"), []);

  await page.clock.resume();
  stack.stopGateway();
  await page.getByText("正在重连…").waitFor();
  await stack.startGateway();
  await page.getByText("实时").waitFor();
  stack.call("user:1", "POST", "qiyeweixin/chat/send_msg/0", { customer_id: 1, content: JSON.stringify({ info_type: 1, msg: "after the gap" }) });
  await written(page, "after the gap").waitFor();
  await close();
});

test("what was seen is said again until it has come through", async () => {
  const id = customer();
  write(id, 1, 1);
  const { page, close } = await openConsole();
  await chat(page, id);
  await written(page, "n1").waitFor();
  let lost = 0;
  await page.route("**/chat/ack/*", (route) => (lost++ === 0 ? route.fulfill({ status: 503, json: { code: 503, msg: "", data: {} } }) : route.continue()));
  speak(id, "n2");
  await written(page, "n2").waitFor();
  await becomes(() => unread(id), 0);
  assert.equal(lost, 2);
  await close();
});
