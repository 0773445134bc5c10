// SPDX-License-Identifier: Apache-2.0
/** Nothing that is typed is lost, and what is new is counted once: the radar's badge and dots, drafts, notes, tags, phrases. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { becomes, enterConsole, field, goToChat, openBrowser, openChat, openPage, PHONE, startStack } from "./stack.mjs";

let stack, browser, staff;
const go = (hash) => staff.page.goto(`${stack.url}/web/#${hash}`);
const record = (fields) => stack.call("customer:1", "POST", "gongzhonghao/action/record/0", { u_id: 1, ...fields });
const badge = () => staff.page.getByRole("navigation").getByRole("link", { name: "雷达" }).locator("b");
const dots = () => staff.page.locator("main .fresh");

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  staff = await openPage(browser);
  await enterConsole(staff.page, stack.link("user:1"));
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

afterEach(() => assert.deepEqual(staff.faults.splice(0), []));

test("the radar's badge counts an action once, however often it is told, and the dots of its rows agree", async () => {
  await go("/radar");
  await staff.page.locator(".radar li").first().waitFor();
  await badge().waitFor({ state: "detached" });
  await go("/chat");
  // What is done while the radar is still there is seen.
  await staff.page.locator(".contacts").waitFor();
  record({ action: 14, msg_id: "care-1" });
  await badge().getByText("1", { exact: true }).waitFor();
  for (let time = 0; time < 3; time++) record({ action: 14, msg_id: "care-1" });
  record({ action: 2, msg_id: "care-2" });
  await badge().getByText("2", { exact: true }).waitFor();
  stack.call("user:1", "GET", "qiyeweixin/action/get_new_log");
  await staff.page.reload();
  await badge().getByText("2", { exact: true }).waitFor();
  await go("/radar");
  await becomes(() => dots().count(), 2);
  await badge().waitFor({ state: "detached" });
});

test("where the user never looked, badge and dots have what was done today", async () => {
  const other = await openPage(browser);
  await enterConsole(other.page, stack.link("user:1"));
  const count = other.page.getByRole("navigation").getByRole("link", { name: "雷达" }).locator("b");
  await count.waitFor();
  const told = Number(await count.textContent());
  assert.ok(told >= 2);
  await other.page.goto(`${stack.url}/web/#/radar`);
  await becomes(() => other.page.locator("main .fresh").count(), Math.min(told, 40));
  await other.close();
});

test("a draft stands in its row; one to a customer without a conversation at the top, also after a reload", async () => {
  const talks = new Set(stack.call("user:1", "GET", "qiyeweixin/contact", { length: 200 }).data.ret_data.map((row) => row.customer_id));
  const customers = stack.call("user:1", "GET", "qiyeweixin/tongxunlu", { length: 200 }).data.ret_data;
  const stranger = customers.find((row) => !talks.has(row.customer_id));
  await go(`/chat/${stranger.customer_id}`);
  await staff.page.locator(".chat header h2").getByText(stranger.customer_username).waitFor();
  await field(staff.page).fill("给新客户的草稿");
  await openChat(staff.page, stack, 1);
  await field(staff.page).fill("给老客户的草稿");
  await go("/chat");
  await field(staff.page).waitFor({ state: "detached" });
  await staff.page.reload();
  const rows = staff.page.locator(".contacts li");
  await rows.filter({ hasText: "草稿：给老客户的草稿" }).waitFor();
  assert.match(await rows.first().innerText(), new RegExp(`${stranger.customer_username}\\s+草稿：给新客户的草稿`));
  await go(`/chat/${stranger.customer_id}`);
  assert.equal(await field(staff.page).inputValue(), "给新客户的草稿");
  await field(staff.page).fill("");
  await go("/chat");
  await rows.filter({ hasText: stranger.customer_username }).waitFor({ state: "detached" });
});

test("a note's field grows with its lines, and Ctrl+Enter saves it", async () => {
  await go("/customers/1");
  const note = staff.page.getByRole("textbox", { name: "写一条跟进" });
  const low = (await note.boundingBox()).height;
  await note.pressSequentially("第一行");
  for (const line of ["第二行", "第三行"]) {
    await note.press("Enter");
    await note.pressSequentially(line);
  }
  await becomes(async () => (await note.boundingBox()).height >= low + 40, true);
  await staff.page.getByText("添加后不能修改或删除").waitFor();
  await note.press("Control+Enter");
  await staff.page.locator(".note").getByText("第一行\n第二行\n第三行").waitFor();
  // The line may tell of the note before it is answered.
  await becomes(() => note.inputValue(), "");
  await becomes(async () => (await note.boundingBox()).height, low);
});

test("a tag that was typed is saved with the ticks, and who closes a changed form is asked", async () => {
  const { page } = staff;
  const dialog = page.getByRole("dialog", { name: "标签" });
  const open = () => page.getByRole("button", { name: "编辑 标签" }).click();
  await open();
  await dialog.getByRole("textbox", { name: "新标签" }).fill("周末看房");
  await page.keyboard.press("Escape");
  await dialog.getByText("改动还没有保存").waitFor();
  await dialog.getByRole("button", { name: "继续编辑" }).click();
  await dialog.getByRole("button", { name: "保存" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".panel .tags").getByText("周末看房").waitFor();
  await open();
  await dialog.getByText("周末看房").click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "放弃改动" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.ok(stack.call("user:1", "GET", "qiyeweixin/customer", { customer_id: 1 }).data.ret_data[0].tag.includes("周末看房"));
  await open();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("a customer is found by the memo name", async () => {
  stack.call("user:1", "POST", "qiyeweixin/customer/update_information/2", { sex: 1, memo_name: "三号楼业主" });
  await go("/customers");
  await staff.page.getByRole("searchbox").fill("三号楼");
  await staff.page.getByRole("status").getByText("1 位", { exact: true }).waitFor();
  await staff.page.locator(".customers li a .tags bdi").first().waitFor();
  stack.call("user:1", "POST", "qiyeweixin/customer/update_tag/2", { tag_list: "[]" });
  await staff.page.locator(".customers li a .tags").waitFor({ state: "detached" });
  await staff.page.locator(".customers li a").click();
  await staff.page.locator(".panel h2").getByText("三号楼业主").waitFor();
  await staff.page.getByRole("searchbox").fill("13800138000");
  await staff.page.getByText("不按手机号").waitFor();
});

test("a customer is called by the memo name in every view, and the figures' days go along", async () => {
  stack.call("customer:2", "POST", "gongzhonghao/action/record/0", { u_id: 1, action: 2 });
  for (const [view, box] of [["chat", ".contacts"], ["radar", ".radar"], ["figures?range=1", ".figures"]]) {
    await go(`/${view}`);
    await staff.page.locator(box).getByText("三号楼业主").first().waitFor();
  }
  await staff.page.locator(".figures").getByRole("link", { name: "三号楼业主" }).click();
  await staff.page.locator(".panel").getByText(/^今天 动作 \d+ 次$/).waitFor();
  assert.match(staff.page.url(), /customers\/2\?range=1$/);
});

test("nothing of a customer's last steps is cut on a phone, in English either", async () => {
  const { page, close } = await openPage(browser, { viewport: PHONE, locale: "en-US", storageState: await staff.page.context().storageState() });
  await page.goto(`${stack.url}/web/#/customers`);
  await page.locator(".customers .steps").first().waitFor();
  const cut = await page.locator(".customers .steps").evaluateAll((all) => all.filter((steps) => steps.scrollWidth > steps.clientWidth || steps.getBoundingClientRect().bottom > steps.closest("li").getBoundingClientRect().bottom).map((steps) => steps.textContent));
  assert.deepEqual(cut, []);
  await close();
});

test("a phrase goes only when it is said twice", async () => {
  await go("/me");
  await staff.page.getByRole("textbox", { name: "新的常用语" }).fill("稍后回复您");
  await staff.page.getByRole("textbox", { name: "新的常用语" }).press("Enter");
  const row = staff.page.locator("li").filter({ hasText: "稍后回复您" });
  await row.getByRole("button").click();
  await row.getByRole("button", { name: "取消" }).click();
  await row.getByRole("button").click();
  await row.getByRole("button", { name: "删除" }).click();
  await row.waitFor({ state: "detached" });
});

test("a list and a conversation stand side by side only where the conversation has 360 px", async () => {
  await goToChat(staff.page, stack, 1);
  for (const [width, both] of [[667, false], [759, false], [760, true]]) {
    await staff.page.setViewportSize({ width, height: 667 });
    await staff.page.locator(".panel").waitFor({ state: "detached" });
    await becomes(() => staff.page.locator(".contacts").isVisible(), both);
    await becomes(async () => (await staff.page.locator(".chat").boundingBox()).width >= 360, true);
    await becomes(() => staff.page.getByRole("button", { name: "返回" }).isVisible(), !both);
  }
});
