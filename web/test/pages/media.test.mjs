// SPDX-License-Identifier: Apache-2.0
/** Pictures, videos and the other kinds of messages, on both pages: sent, seen, cancelled, tried again, refused. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { drawn, fakeStore, seen, setUploads, turned } from "./media.mjs";
import { becomes, enter, enterConsole, goToChat, openBrowser, openPage, settled, startStack, until } from "./stack.mjs";

const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };
const OFFER = new URLSearchParams({ product_name: "云栖新中式沙发 三人位", product_price: "6880", product_cover_url: "javascript:alert(1)", article_id: "3" });
const CUSTOMER = 1;

let stack, browser, staff, customer, store;

const jpeg = (page, name = "sofa.jpg") => drawn(page, { width: 800, height: 600 }).then((buffer) => ({ name, mimeType: "image/jpeg", buffer }));
const choose = (page, files) => page.locator("input[type=file]").setInputFiles(files);
const log = (page) => page.getByRole("log");
/** The last message of the side that looks. */
const own = (page) => page.locator(".row.own").last();
const pictureIn = (row) => row.locator(".film img");
/** Is there once the page has what sends files, and shows those that are on their way. */
const pick = (page) => page.getByRole("button", { name: "发图片或视频" });

/** Opens the conversation, and waits until files can be sent in it. */
async function openChat(page) {
  await goToChat(page, stack, CUSTOMER);
  await pick(page).waitFor();
}

/** What the store is given by `send`, and how its picture is found where the other side sees it. */
async function storedBy(send) {
  const before = store.stored.size;
  await send();
  await until(() => store.stored.size > before);
  const [name, file] = [...store.stored].at(-1);
  return { file, theirs: (page) => log(page).locator(`.row:not(.own) .film img[src$="${name}"]`) };
}

/** Puts files into a page as a paste or a drop does; `kind`: the event. */
async function putIn(page, kind, { mimeType, name, buffer }, selector = ".composer textarea") {
  const transfer = await page.evaluateHandle(
    ({ text, type, name }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], name, { type }));
      return transfer;
    },
    { text: buffer.toString("base64"), type: mimeType, name },
  );
  await page.locator(selector).evaluate(
    (element, [kind, transfer]) => {
      const how = { bubbles: true, cancelable: true };
      element.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, { ...how, clipboardData: transfer }) : new DragEvent(kind, { ...how, dataTransfer: transfer }));
    },
    [kind, transfer],
  );
}

/** What the log has of the customer. */
const steps = () => JSON.parse(stack.ctl("call", "GET", "/zhugeleida/qiyeweixin/action/time", "--as", "user:1", "-d", `customer_id=${CUSTOMER}`, "-d", "length=200")).data.ret_data;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  staff = await openPage(browser);
  customer = await openPage(browser, PHONE);
  store = await fakeStore(staff.page);
  customer.store = await fakeStore(customer.page);
  // Either sees what the other has sent.
  customer.store.stored = store.stored;
  await enterConsole(staff.page, stack.links[0]);
  await openChat(staff.page);
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

test("opened from a product the customer asks about it by a tap; what they did is told once a visit", async () => {
  const stepsBefore = steps().length;
  await enter(customer.page, stack.links[1].replace("#", `&${OFFER}#`));
  const offer = customer.page.getByRole("complementary", { name: "咨询这个产品" });
  await offer.getByText("云栖新中式沙发 三人位").waitFor();
  await customer.page.reload();
  await offer.getByRole("button", { name: "发给顾问" }).click();
  await offer.waitFor({ state: "detached" });
  await log(staff.page).locator(".row").last().locator(".product", { hasText: "云栖新中式沙发 三人位" }).getByText("¥ 6880").waitFor();
  await customer.page.reload();
  await log(customer.page).waitFor();
  await settled(customer.page);
  assert.equal(await offer.count(), 0);
  const told = await until(() => {
    const rows = steps();
    return rows.some(({ log }) => log.includes("《云栖新中式沙发 三人位》")) && rows.length >= stepsBefore + 2 && rows;
  });
  assert.deepEqual(told.slice(0, told.length - stepsBefore).map(({ action }) => action).sort((a, b) => a - b), [2, 14]);
});

test("a picture that is chosen goes out small, upright and without where it was taken", async () => {
  const buffer = turned(await drawn(staff.page, { width: 2400, height: 1200 }));
  assert.ok(buffer.includes("Exif"));
  const { file: sent, theirs } = await storedBy(() => choose(staff.page, { name: "sofa.jpg", mimeType: "image/jpeg", buffer }));
  await theirs(customer.page).waitFor();
  assert.deepEqual(await seen(staff.page, sent), { width: 800, height: 1600, top: "red", bottom: "blue" });
  assert.ok(!sent.bytes.includes("Exif"));
  assert.ok(sent.bytes.length <= 500_000);
  // Its place was as large before it was loaded.
  assert.deepEqual(await theirs(customer.page).evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]), [160, 320]);
});

test("a picture that no quality makes small enough gets smaller", async () => {
  const buffer = await drawn(staff.page, { width: 2000, height: 1500, noise: true });
  const { file: sent } = await storedBy(() => choose(staff.page, { name: "noise.jpg", mimeType: "image/jpeg", buffer }));
  assert.ok(sent.bytes.length <= 500_000);
  assert.ok((await seen(staff.page, sent)).width < 1600);
});

test("what is pasted is shown first, and sent by Enter", async () => {
  const before = store.stored.size;
  await staff.page.locator(".composer textarea").focus();
  await putIn(staff.page, "paste", await jpeg(staff.page));
  await staff.page.getByRole("dialog", { name: "发送这个文件？" }).waitFor();
  assert.equal(store.stored.size, before);
  const { theirs } = await storedBy(() => staff.page.keyboard.press("Enter"));
  await staff.page.getByRole("dialog").waitFor({ state: "detached" });
  await theirs(customer.page).waitFor();
  await pictureIn(own(staff.page)).waitFor();
  await own(staff.page).getByText(/\d\d:\d\d/).waitFor();
  assert.equal(store.stored.size, before + 1);
});

test("what is pasted by mistake is not sent", async () => {
  const before = store.stored.size;
  await putIn(staff.page, "paste", await jpeg(staff.page));
  await staff.page.getByRole("dialog").waitFor();
  await staff.page.keyboard.press("Escape");
  await staff.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(store.stored.size, before);
});

test("what is dropped on the customer's conversation is sent", async () => {
  const file = await jpeg(customer.page);
  await pick(customer.page).waitFor();
  await putIn(customer.page, "dragover", file, ".pane");
  await customer.page.getByText("松开即可发送").waitFor();
  await putIn(customer.page, "drop", file, ".pane");
  const { theirs } = await storedBy(() => customer.page.getByRole("dialog").getByRole("button", { name: "发送" }).click());
  await theirs(staff.page).waitFor();
});

test("a slow upload shows at once, lets texts pass, and is cancelled", async () => {
  store.answer = () => {};
  await choose(staff.page, await jpeg(staff.page));
  const row = own(staff.page);
  await row.getByText(/上传 \d+%/).waitFor();
  assert.match(await pictureIn(row).getAttribute("src"), /^blob:/);
  await staff.page.locator(".composer textarea").fill("图片稍等");
  await staff.page.keyboard.press("Enter");
  await log(customer.page).getByText("图片稍等").waitFor();
  await staff.page.getByRole("button", { name: "取消" }).click();
  await staff.page.getByText(/上传 \d+%/).waitFor({ state: "detached" });
  store.answer = null;
  await staff.page.reload();
  await pick(staff.page).waitFor();
  assert.equal(await staff.page.locator(".upload").count(), 0);
});

test("an upload that fails is tried again by a tap, and sent once", async () => {
  const before = await log(customer.page).locator(".film").count();
  store.answer = (route) => route.abort();
  store.keys.length = 0;
  await choose(staff.page, await jpeg(staff.page));
  await staff.page.getByText("没有传上去").waitFor();
  store.answer = null;
  await staff.page.getByRole("button", { name: "重试" }).click();
  await log(customer.page).locator(".film").nth(before).waitFor();
  assert.equal(new Set(store.keys).size, 1);
  await staff.page.locator(".upload").waitFor({ state: "detached" });
});

test("what the server refuses says so, and can be taken away", async () => {
  store.answer = (route) => route.fulfill({ json: { code: 402, msg: "请求异常", data: { file: [{ message: "文件无效", code: "invalid" }] } } });
  await choose(staff.page, await jpeg(staff.page));
  await staff.page.getByText("服务器不接受这个文件").waitFor();
  assert.equal(await staff.page.getByRole("button", { name: "重试" }).count(), 0);
  await staff.page.getByRole("button", { name: "移除" }).click();
  await staff.page.getByText("服务器不接受这个文件").waitFor({ state: "detached" });
  store.answer = null;
});

test("a page that is killed while it uploads loses neither the text behind nor the picture", async () => {
  store.answer = () => {};
  await choose(staff.page, await jpeg(staff.page));
  await staff.page.getByText(/上传 \d+%/).waitFor();
  await staff.page.route("**/chat/send_msg/0*", (route) => route.abort());
  await staff.page.locator(".composer textarea").fill("关掉页面之前写的");
  await staff.page.keyboard.press("Enter");
  await log(staff.page).getByText("关掉页面之前写的").waitFor();
  const killed = staff.page;
  staff.page = await killed.context().newPage();
  await killed.close({ runBeforeUnload: false });
  store = await fakeStore(staff.page);
  store.stored = customer.store.stored;
  await openChat(staff.page);
  await log(customer.page).getByText("关掉页面之前写的").waitFor();
  await staff.page.getByText("上次关闭页面时没有传完").waitFor();
  const before = await log(customer.page).locator(".film").count();
  await staff.page.getByRole("button", { name: "重试" }).click();
  await log(customer.page).locator(".film").nth(before).waitFor();
});

test("a file whose bytes are gone says so, and offers no other try", async () => {
  store.answer = () => {};
  await choose(staff.page, await jpeg(staff.page));
  await staff.page.getByText(/上传 \d+%/).waitFor();
  await staff.page.evaluate(
    () => new Promise((done) => (indexedDB.open("leida").onsuccess = ({ target }) => (target.result.transaction("files", "readwrite").objectStore("files").clear().onsuccess = done))),
  );
  await staff.page.reload();
  store.answer = null;
  await staff.page.getByText("文件已不在").waitFor();
  assert.equal(await staff.page.getByRole("button", { name: "重试" }).count(), 0);
  await staff.page.getByRole("button", { name: "移除" }).click();
});

test("what is no picture and no mp4, and a video beyond the limit, is not sent", async () => {
  const before = store.keys.length;
  await choose(staff.page, { name: "a.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await staff.page.getByText("只能发图片").waitFor();
  await staff.page.getByRole("button", { name: "移除" }).click();
  await choose(staff.page, { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await staff.page.getByText("这张图片打不开").waitFor();
  await staff.page.getByRole("button", { name: "移除" }).click();
  // A browser that is driven from here takes no file of 53 MB: it only says that it is so large.
  await staff.page.evaluate(() => {
    const file = new File(["film"], "film.mp4", { type: "video/mp4" });
    Object.defineProperty(file, "size", { value: 53_000_000 });
    const input = document.querySelector("input[type=file]");
    Object.defineProperty(input, "files", { value: [file], configurable: true });
    input.dispatchEvent(new Event("change"));
    delete input.files;
  });
  await staff.page.getByText("视频太大（最大 50 MB）").waitFor();
  await staff.page.getByRole("button", { name: "移除" }).click();
  assert.equal(store.keys.length, before);
});

test("a video goes out as it is", async () => {
  const buffer = Buffer.from("not a film, but the server of this test does not mind");
  await choose(staff.page, { name: "film.mp4", mimeType: "video/mp4", buffer });
  const film = log(customer.page).locator(".row:not(.own) .film").last();
  await film.locator("video[controls], .none").first().waitFor();
  assert.ok([...store.stored.values()].at(-1).bytes.equals(buffer));
});

test("a picture is seen whole, and its neighbours, by keyboard", async () => {
  const pictures = log(staff.page).locator("button.box");
  await pictures.last().focus();
  await staff.page.keyboard.press("Enter");
  const dialog = staff.page.getByRole("dialog", { name: /^图片 (\d+)\/\1$/ });
  await dialog.getByRole("img", { name: "图片" }).waitFor();
  await staff.page.keyboard.press("ArrowLeft");
  await dialog.waitFor({ state: "detached" });
  await staff.page.getByRole("dialog", { name: /^图片/ }).waitFor();
  await staff.page.keyboard.press("Escape");
  await staff.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await pictures.last().evaluate((element) => element === document.activeElement));
});

test("asked for the phone, the customer answers by a tap, and the staff user copies it", async () => {
  await staff.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const ask = async () => {
    await staff.page.getByRole("button", { name: "请求手机号" }).click();
    await staff.page.locator(".phone").getByRole("button", { name: "发送" }).click();
  };
  await ask();
  await customer.page.getByRole("button", { name: "告诉对方我的手机号" }).click();
  await customer.page.getByLabel("手机号").fill("138");
  await customer.page.keyboard.press("Enter");
  await customer.page.getByText("请填 6 到 20 位的号码").waitFor();
  await customer.page.getByLabel("手机号").fill("138 0013 8000");
  await customer.page.keyboard.press("Enter");
  await customer.page.getByText("已回复手机号").last().waitFor();
  await staff.page.getByRole("button", { name: "复制 13800138000" }).click();
  await becomes(() => staff.page.evaluate(() => navigator.clipboard.readText()), "13800138000");
  await ask();
  await customer.page.getByRole("button", { name: "发送我的手机号 138****8000" }).click();
  await staff.page.getByRole("button", { name: "复制 13800138000" }).nth(1).waitFor();
});

test("the card of the staff user has what they can be reached by; it was looked at when it was opened, once a visit", async () => {
  const views = () => steps().filter(({ action }) => action === 1).length;
  const before = views();
  await customer.page.reload();
  await log(customer.page).waitFor();
  const open = () => customer.page.getByRole("button", { name: /的名片$/ }).click();
  await open();
  const card = customer.page.getByRole("dialog", { name: "名片" });
  assert.match(await card.getByRole("link", { name: "打电话" }).getAttribute("href"), /^tel:\d+$/);
  await customer.page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await until(() => views() > before);
  const again = customer.page.waitForResponse((answer) => answer.url().includes("/action/record/") && answer.request().postDataJSON().action === 1);
  await customer.page.reload();
  await log(customer.page).waitFor();
  await open();
  await again;
  assert.equal(views(), before + 1);
  await customer.page.keyboard.press("Escape");
});

test("addresses of foreign origin are asked for nothing, and show a placeholder", async () => {
  const asked = [];
  staff.page.on("request", (request) => asked.push(request.url()));
  const hostile = ["javascript:alert(1)", "http://evil.example/a.jpg", "//evil.example/b.jpg", "data:text/html,<script>alert(1)</script>", "/media/../zhugeleida/session", "\\\\evil.example\\c.jpg"];
  const films = await log(staff.page).locator(".film .none").count();
  for (const info_type of [4, 5])
    for (const url of hostile)
      stack.ctl("call", "POST", "/zhugeleida/gongzhonghao/chat/send_msg/0", "--as", `customer:${CUSTOMER}`, "-d", "u_id=1", "-d", `content=${JSON.stringify({ info_type, url, width: -1, height: "x" })}`);
  await log(staff.page).locator(".film .none").nth(films + 2 * hostile.length - 1).waitFor();
  assert.deepEqual(asked.filter((url) => url.includes("evil") || url.startsWith("data:text") || url.includes("session")), []);
});

test("where nothing is stored there is no button", async () => {
  const own = await openPage(browser);
  await setUploads(own.page, false);
  await enterConsole(own.page, stack.link("user:1"));
  await goToChat(own.page, stack, CUSTOMER);
  await own.page.getByRole("button", { name: "表情" }).waitFor();
  await own.page.getByText("实时").waitFor();
  await settled(own.page);
  assert.equal(await pick(own.page).count(), 0);
  await own.close();
});

test("what the gateway itself keeps is what the other side sees", async () => {
  const mine = await openPage(browser, PHONE);
  const theirs = await openPage(browser);
  await enter(mine.page, stack.ctl("login-link", `customer:${CUSTOMER}`));
  await log(mine.page).waitFor();
  const { features } = await mine.page.evaluate(() => fetch("/zhugeleida/session?kind=customer", { headers: { "X-Leida": "1" } }).then((answer) => answer.json()).then(({ data }) => data));
  assert.ok(features.includes("uploads"));
  await choose(mine.page, { name: "sofa.jpg", mimeType: "image/jpeg", buffer: turned(await drawn(mine.page, { width: 2400, height: 1200 })) });
  await pictureIn(own(mine.page)).waitFor();
  await own(mine.page).getByText(/\d\d:\d\d/).waitFor();
  await enterConsole(theirs.page, stack.link("user:1"));
  await openChat(theirs.page);
  const picture = pictureIn(log(theirs.page).locator(".row:not(.own)").last());
  await picture.waitFor();
  assert.match(await picture.getAttribute("src"), /^\/media\/[0-9a-f]{40}\.jpg$/);
  await theirs.page.waitForFunction((image) => image.naturalWidth === 800 && image.naturalHeight === 1600, await picture.elementHandle());
  await mine.close();
  await theirs.close();
});

for (const [size, colorScheme, locale] of [[PHONE, "dark", "en-US"], [{}, "light", "zh-CN"]])
  test(`all of it can be used by everybody: ${colorScheme}, ${locale}`, async () => {
    const open = { ...size, colorScheme, locale, bypassCSP: true };
    const mine = await openPage(browser, open);
    const theirs = await openPage(browser, open);
    const { stored } = store;
    const busy = Object.assign(await fakeStore(mine.page), { stored, answer: () => {} });
    await enterConsole(mine.page, stack.link("user:1"));
    await goToChat(mine.page, stack, CUSTOMER);
    await choose(mine.page, [await jpeg(mine.page), { name: "a.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") }]);
    await until(() => busy.keys.length === 1);
    await mine.page.getByRole("alert").waitFor();
    assert.deepEqual(await barriers(mine.page, "uploads"), []);
    await putIn(mine.page, "paste", await jpeg(mine.page));
    await mine.page.getByRole("dialog").waitFor();
    assert.deepEqual(await barriers(mine.page, "paste"), []);
    await mine.page.keyboard.press("Escape");
    await mine.page.getByRole("dialog").waitFor({ state: "detached" });
    await mine.page.locator("button.box").last().click();
    await mine.page.getByRole("dialog").waitFor();
    assert.deepEqual(await barriers(mine.page, "whole"), []);

    Object.assign(await fakeStore(theirs.page), { stored });
    stack.ctl("call", "POST", "/zhugeleida/qiyeweixin/chat/send_msg/0", "--as", "user:1", "-d", `customer_id=${CUSTOMER}`, "-d", 'content={"info_type":3}');
    await enter(theirs.page, stack.ctl("login-link", `customer:${CUSTOMER}`).replace("#", `&${OFFER}#`));
    await theirs.page.getByRole("complementary").waitFor();
    await theirs.page.getByRole("button", { name: /^(Give my phone|告诉对方)/ }).last().click();
    await theirs.page.keyboard.press("Enter");
    await theirs.page.getByRole("alert").waitFor();
    assert.deepEqual(await barriers(theirs.page, "answer"), []);
    await theirs.page.locator("header button").click();
    await theirs.page.getByRole("dialog").waitFor();
    assert.deepEqual(await barriers(theirs.page, "card"), []);
    await mine.close();
    await theirs.close();
  });

test("nothing was complained of", () => {
  // What was cut off and answered with an error was meant to be.
  const faults = [...staff.faults, ...customer.faults].filter((fault) => !/ERR_FAILED|Failed to load resource/.test(fault));
  assert.deepEqual(faults, []);
});
