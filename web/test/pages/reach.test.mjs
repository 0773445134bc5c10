// SPDX-License-Identifier: Apache-2.0
/** How a number comes from the customer into the profile, and the way back from a conversation: on phones. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { becomes, enterConsole, enterTalk, openBrowser, openPage, sendButton, startStack } from "./stack.mjs";
import { asPhone } from "./states.mjs";

const CUSTOMER = 1;

let stack, browser, staff, customer;

const log = (page) => page.getByRole("log");
const show = (path) => staff.page.goto(`${stack.url}/web/#/${path}`);
const profile = () => stack.call("user:1", "GET", "qiyeweixin/customer", { customer_id: CUSTOMER }).data.ret_data[0];

before(async () => {
  stack = startStack();
  stack.call("user:1", "POST", `qiyeweixin/customer/update_information/${CUSTOMER}`, { sex: 1, username: "张三丰", phone: "13900139000" });
  browser = await openBrowser();
  staff = await openPage(browser, asPhone);
  customer = await openPage(browser, asPhone);
  await enterConsole(staff.page, stack.links[0]);
  await enterTalk(customer.page, stack.links[1]);
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

/** The last that there is stands whole above the composer. */
async function endIsSeen(page, selector) {
  await page.waitForFunction((selector) => {
    const last = [...document.querySelectorAll(selector)].at(-1)?.getBoundingClientRect();
    return last && last.bottom <= document.querySelector("[role=log]").getBoundingClientRect().bottom;
  }, selector);
}

test("on a phone the question takes no focus, and says for what it asks", async () => {
  await show(`chat/${CUSTOMER}`);
  await staff.page.getByRole("button", { name: "请求手机号" }).tap();
  await staff.page.locator(".phone").getByRole("button", { name: "发送" }).tap();
  await log(staff.page).locator(".row.own").last().getByText("请求手机号").waitFor();
  assert.equal(await staff.page.evaluate(() => document.activeElement.tagName), "BODY");
  stack.call("user:1", "POST", "qiyeweixin/chat/send_msg/0", { customer_id: CUSTOMER, content: JSON.stringify({ info_type: 3, msg: "方便加下您的微信吗？" }) });
  await log(staff.page).locator(".row.own").last().getByText("请求微信号").waitFor();
  await log(customer.page).getByText("请求微信号").waitFor();
  assert.equal(await log(customer.page).locator(".row").last().getByRole("button").count(), 0);
});

test("the form, what is wrong in it, and what was sent are in sight; numbers of everywhere are taken", async () => {
  stack.call("user:1", "POST", "qiyeweixin/chat/send_msg/0", { customer_id: CUSTOMER, content: JSON.stringify({ info_type: 3, msg: "您的手机号？" }) });
  await log(customer.page).getByText("您的手机号？", { exact: true }).waitFor();
  await customer.page.getByRole("button", { name: "告诉对方我的手机号" }).last().tap();
  await endIsSeen(customer.page, "form.answer");
  await customer.page.getByLabel("手机号").fill("12345");
  await customer.page.keyboard.press("Enter");
  await customer.page.getByText("请填 6 到 20 位的号码").waitFor();
  await endIsSeen(customer.page, "form.answer");
  await customer.page.getByLabel("手机号").fill("+66 81-234 5678");
  await customer.page.keyboard.press("Enter");
  await log(customer.page).locator(".row.own").last().getByText("+66812345678").waitFor();
  await endIsSeen(customer.page, ".row.own");
  await customer.page.getByText("已回复手机号").last().waitFor();
});

/** Has the page hear that so many px of it are seen. */
function keyboard(height) {
  Object.defineProperty(window.visualViewport, "height", { value: height, configurable: true });
  window.visualViewport.dispatchEvent(new Event("resize"));
}

/** How far the last message stands above where the composer begins, in px. */
const above = (page) =>
  page.evaluate(() => document.querySelector(".composer").getBoundingClientRect().top - [...document.querySelectorAll("[role=log] .bubble")].at(-1).getBoundingClientRect().bottom);

test("the message that is answered stays above a composer that grows, and above a keyboard", async () => {
  await show(`chat/${CUSTOMER}`);
  await log(staff.page).locator(".bubble").first().waitFor();
  for (const { page } of [staff, customer]) {
    await page.getByRole("log").evaluate((list) => void (list.scrollTop = list.scrollHeight));
    const field = page.getByRole("textbox", { name: "输入消息" });
    const low = (await field.boundingBox()).height;
    await field.pressSequentially("我们家客厅比较大想看看三人位的沙发".repeat(5));
    await becomes(async () => (await field.boundingBox()).height > low + 50, true);
    await becomes(async () => (await above(page)) >= 0, true);
    await page.setViewportSize({ width: 375, height: 420 });
    await becomes(async () => (await above(page)) >= 0, true);
    await field.press("x");
    await becomes(async () => (await above(page)) >= 0, true);
    await page.setViewportSize({ width: 375, height: 667 });
    // iOS leaves the page as high as it is and lays the keyboard over it.
    await page.evaluate(keyboard, 300);
    await becomes(async () => (await page.locator(".composer").boundingBox()).y + (await page.locator(".composer").boundingBox()).height <= 300, true);
    await becomes(async () => (await above(page)) >= 0, true);
    await page.evaluate(keyboard, 667);
    await becomes(async () => (await page.locator(".composer").boundingBox()).y > 400, true);
    await field.fill("");
  }
});

test("what the customer sent goes into the profile by a tap, and is known then", async () => {
  await staff.page.getByRole("button", { name: "存入资料 +66812345678" }).tap();
  await log(staff.page).getByText("已存入资料").first().waitFor();
  assert.equal(profile().mem.split("\n").at(-1), "手机号 +66812345678");

  stack.call(`customer:${CUSTOMER}`, "POST", "gongzhonghao/chat/send_msg/0", { u_id: 1, content: JSON.stringify({ info_type: 1, msg: "国内是 138 0013 8000" }) });
  const old = profile().phone;
  await staff.page.getByRole("button", { name: "存入资料 13800138000" }).tap();
  await staff.page.getByRole("button", { name: `替换 ${old}？` }).waitFor();
  await staff.page.getByRole("button", { name: "取消" }).tap();
  assert.equal(profile().phone, old);
  await staff.page.getByRole("button", { name: "存入资料 13800138000" }).tap();
  await staff.page.getByRole("button", { name: `替换 ${old}？` }).tap();
  await staff.page.getByRole("button", { name: "存入资料 13800138000" }).waitFor({ state: "detached" });
  assert.equal(profile().phone, "13800138000");
  assert.equal(profile().mem.split("\n").at(-1), `原手机号 ${old}`);
  assert.equal(profile().username, "张三丰");
  await staff.page.getByRole("button", { name: "请求手机号" }).tap();
  await staff.page.getByText("资料里已有手机号： 13800138000").waitFor();
  await staff.page.getByRole("button", { name: "请求手机号" }).tap();
});

test("what the customer does stands in the conversation without a second name", async () => {
  await show(`chat/${CUSTOMER}`);
  await log(staff.page).waitFor();
  await staff.page.waitForLoadState("networkidle");
  await customer.page.getByRole("button", { name: /的名片$/ }).tap();
  await customer.page.getByRole("dialog", { name: "名片" }).waitFor();
  await customer.page.keyboard.press("Escape");
  await customer.page.getByRole("dialog").waitFor({ state: "detached" });
  await becomes(() => log(staff.page).locator(".aside").last().innerText(), /^\d\d:\d\d 查看名片$/);
});

test("the number has to be told of whom it is: a profile without the sex asks for it", async () => {
  const id = 960;
  stack.load([
    { type: "customer", id, username: "无性别" },
    { type: "relation", user_id: 1, customer_id: id },
    { type: "message", user_id: 1, customer_id: id, send_type: 2, content: { info_type: 1, msg: "13700137000" }, msg_id: "960-1" },
  ]);
  await show(`chat/${id}`);
  await staff.page.getByRole("button", { name: "存入资料 13700137000" }).tap();
  const form = staff.page.getByRole("dialog");
  assert.equal(await form.getByLabel("手机号").inputValue(), "13700137000");
  await form.getByLabel("女").check();
  await form.getByRole("button", { name: "保存" }).tap();
  await form.waitFor({ state: "detached" });
  await log(staff.page).getByText("已存入资料").first().waitFor();
  assert.equal(stack.call("user:1", "GET", "qiyeweixin/customer", { customer_id: id }).data.ret_data[0].phone, "13700137000");
});

for (const [from, row] of [["radar?action=1", ".radar li a"], ["figures?range=7", ".figures a[href*='/customers/']"], [`customers/${CUSTOMER}`, ".ways a[href*='/chat/']"]])
  test(`the arrow leads back to ${from}`, async () => {
    await show(from);
    const first = staff.page.locator(row).first();
    await first.waitFor();
    // Where the place is kept, it is no other than it was: somewhere in the list, with its first row out of sight.
    const rows = staff.page.locator(".radar .rows, .figures .body");
    const scrolls = (await rows.count()) > 0;
    const place = () => rows.evaluate((list) => list.scrollTop);
    if (scrolls) await rows.evaluate((list) => void (list.scrollTop = 200));
    const tapped = scrolls ? staff.page.locator(row).nth(5) : first;
    await tapped.scrollIntoViewIfNeeded();
    const left = scrolls ? await place() : 0;
    await tapped.tap();
    await staff.page.locator(".panel h2, [role=log]").first().waitFor();
    await staff.page.getByRole("button", { name: "返回" }).tap();
    await staff.page.locator(row).first().waitFor();
    await becomes(() => staff.page.url().split("#/")[1], from);
    if (scrolls) await becomes(place, left);
  });

test("without a way that led there the arrow leads to the list", async () => {
  const { page, close } = await openPage(browser, { ...asPhone, storageState: await staff.page.context().storageState() });
  await page.goto(`${stack.url}/web/#/chat/${CUSTOMER}`);
  await page.getByRole("button", { name: "返回" }).tap();
  await page.waitForURL(/#\/chat$/);
  await close();
});

test("a customer's head stays, and their notes grow", async () => {
  await show(`customers/${CUSTOMER}`);
  const note = staff.page.getByRole("textbox", { name: "写一条跟进" });
  await staff.page.getByRole("button", { name: "写跟进" }).tap();
  assert.ok(await note.evaluate((area) => area === document.activeElement && area.getBoundingClientRect().bottom < innerHeight));
  const low = (await note.boundingBox()).height;
  await note.fill("一\n二\n三\n四");
  await becomes(async () => (await note.boundingBox()).height > low + 40, true);
  assert.equal(await note.evaluate((area) => getComputedStyle(area).resize), "none");
  await note.fill("");
  await staff.page.locator(".panel").evaluate((panel) => void (panel.scrollTop = panel.scrollHeight));
  assert.equal((await staff.page.getByRole("button", { name: "返回" }).boundingBox()).y < 56, true);
});

test("nothing was complained of, and sending by hand still works", async () => {
  await customer.page.getByRole("textbox", { name: "输入消息" }).fill("好的");
  await sendButton(customer.page).tap();
  await log(customer.page).locator(".row.own").last().getByText("好的").waitFor();
  await endIsSeen(customer.page, ".row.own");
  assert.deepEqual([...staff.faults, ...customer.faults], []);
});
