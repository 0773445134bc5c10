// SPDX-License-Identifier: Apache-2.0
/** What people write is shown as what they wrote, in every view: it runs nothing, loads nothing that is not a picture, and breaks no layout. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, enterConsole, enterTalk, goToChat, openBrowser, openPage, PHONE, settled, startStack } from "./stack.mjs";
import { VIEWS } from "./views.mjs";

const RUN = "window.ran=1";
const ZALGO = [..."雷达"].map((letter) => letter + "\u0317\u0301\u0489\u033f\u0353".repeat(12)).join("");
/** Short enough for a name. */
const NAMES = [
  `<img src=x onerror="${RUN}">`,
  `"><script>${RUN}</script>`,
  `javascript:${RUN}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\u202egpj.evil\u2066 \u200f\u061c`,
  ZALGO.slice(0, 60),
  "W".repeat(64),
  "مرحبا بالعالم العربي الطويل جدا",
  "👨‍👩‍👧‍👦".repeat(8),
];
const URLS = ["javascript:" + RUN, `data:text/html,<script>${RUN}</script>`, `https://evil.example/"onerror="${RUN}`, "http://evil.example/plain.png", "//evil.example/x", "/media/../web/", `/media/a"b`, " javascript:" + RUN, "https://evil.example/x.png"];
const TEXTS = [
  ...NAMES,
  "长".repeat(21_000),
  "x".repeat(20_000),
  ZALGO,
  `https://example.com/${"a".repeat(400)}?q=<b>`,
  `http://user:pass@evil.example/ https://evil.example/\u202etxt.exe javascript:alert(1) data:text/html,x`,
  "\n".repeat(200) + "end",
];
/** Of each customer. */
const MESSAGES = TEXTS.length + 3 * URLS.length + 1;
const STAFF = 900;
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 19);
const ids = NAMES.map((_, index) => 901 + index);

/** Without turns of direction, and with at most 8 marks in a row. */
const shownOf = (name) => name.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/(\p{M}{8})\p{M}+/gu, "$1");

const at = (list, index) => list[index % list.length];

/** An office in which everything is hostile. */
function records() {
  const office = [
    { type: "company", id: STAFF, name: NAMES[0] },
    { type: "user", id: STAFF, company_id: STAFF, username: NAMES[0], avatar: URLS[0], position: NAMES[1], mingpian_phone: "javascript:1", wechat: NAMES[2], email: NAMES[3] },
    { type: "tag", id: 900, name: NAMES[0], company_id: STAFF },
    ...NAMES.map((name, index) => ({ type: "tag", id: 901 + index, name, parent_id: 900, company_id: STAFF })),
    ...TEXTS.filter((text) => text.length < 500).map((text, index) => ({ type: "follow_language", user_id: STAFF, id: 1 + index, custom_language: text })),
  ];
  for (const [index, id] of ids.entries()) {
    const of = { user_id: STAFF, customer_id: id };
    const words = (shift) => at(NAMES, index + shift);
    const say = (content) => office.push({ type: "message", ...of, send_type: 1 + (office.length % 2), content });
    office.push(
      { type: "customer", id, username: words(0), headimgurl: at(URLS, index), user_type: 1 },
      {
        type: "relation", ...of, source: 1, expedted_pr: 50, username: words(0), memo_name: words(1), company: words(3),
        position: words(4), address: words(5), mem: at(TEXTS, index).slice(0, 500), title: words(6),
      },
      ...ids.map((tag) => ({ type: "customer_tag", customer_id: id, tag_id: tag })),
      { type: "follow_info", ...of, follow_info: at(TEXTS, index).slice(0, 1000), create_date: "2026-11-18T10:00:00" },
      ...[1, 2, 14].map((action) => ({ type: "action", ...of, action, remark: words(action), create_date: YESTERDAY })),
    );
    for (const [number, msg] of TEXTS.entries()) say({ info_type: at([1, 1, 3, 6], number), msg, k: words(number) });
    for (const url of URLS) {
      say({ info_type: 2, product_name: words(1), product_price: words(2), product_cover_url: url });
      say({ info_type: 4, url });
      say({ info_type: 5, url });
    }
    say({ info_type: 1, msg: words(0) });
  }
  return office;
}

let stack, browser;

before(async () => {
  stack = startStack();
  stack.load(records());
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

/** In the page: what stands out of it, or can be scrolled sideways though it is no row of chips. */
function overflows() {
  const clips = (element) => element && (getComputedStyle(element).overflowX !== "visible" || clips(element.parentElement));
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const { right, left, width } = element.getBoundingClientRect();
    const { overflowX } = getComputedStyle(element);
    const out = width > 0 && (right > innerWidth + 1 || left < -1) && !clips(element.parentElement) && !element.closest(".out-of-sight");
    const slides = (overflowX === "auto" || overflowX === "scroll") && element.scrollWidth > element.clientWidth + 1 && !element.closest(".chips");
    if (out || slides) found.push(`${element.tagName}.${element.className} ${Math.round(left)}..${Math.round(right)}, ${element.scrollWidth} in ${element.clientWidth}`);
  }
  if (document.scrollingElement.scrollWidth > innerWidth) found.push(`the page: ${document.scrollingElement.scrollWidth}`);
  return found;
}

/** A page that notes what runs, what the policy forbids, and what is asked of other hosts (which all are away). */
async function openWatched(viewport) {
  const opened = await openPage(browser, { viewport });
  const { page } = opened;
  const asked = [];
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on("dialog", (dialog) => void (asked.push(`dialog ${dialog.message()}`), dialog.dismiss()));
  await page.route((url) => url.origin !== stack.url, async (route) => {
    asked.push(`${route.request().resourceType()} ${route.request().url()}`);
    await route.abort();
  });
  return { ...opened, asked };
}

async function check(page, view) {
  await settled(page);
  const { ran, violations, out } = await page.evaluate(`({ ran: window.ran, violations: window.violations, out: (${overflows})() })`);
  assert.deepEqual({ ran, violations, out }, { ran: undefined, violations: [], out: [] }, view);
}

/** Reads all of it, up to the first message. */
async function readAll(page) {
  const reach = (count) => {
    document.querySelector("[role=log]").scrollTop = 0;
    return document.querySelectorAll("[data-row]").length >= count;
  };
  await page.waitForFunction(reach, MESSAGES);
}

function checkAsked(asked) {
  for (const request of asked) assert.match(request, /^(image|media) https:\/\/(evil\.example|www\.example\.com)\//);
}

for (const viewport of [PHONE, DESK])
  test(`the console, ${viewport.width} px`, async () => {
    const { page, faults, asked, close } = await openWatched(viewport);
    await enterConsole(page, stack.link(`user:${STAFF}`));
    await check(page, "the list");
    for (const id of ids) {
      await page.goto(`${stack.url}/web/#/chat/${id}`);
      await page.getByRole("log").getByText(shownOf(NAMES[id - 901]), { exact: true }).last().waitFor();
      await check(page, `chat/${id}`);
      await readAll(page);
      await check(page, `chat/${id}, older`);
      await page.goto(`${stack.url}/web/#/customers/${id}`);
      await page.locator(VIEWS["customers/1"]).waitFor();
      await check(page, `customers/${id}`);
    }
    for (const sheet of [/^编辑 标签/, /^编辑 成交率/]) {
      await page.getByRole("button", { name: sheet }).first().click();
      await page.getByRole("dialog").waitFor();
      await check(page, `sheet ${sheet}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    for (const view of ["customers", "radar", "figures", "me"]) {
      await page.goto(`${stack.url}/web/#/${view}`);
      await page.locator(VIEWS[view]).first().waitFor();
      await check(page, view);
    }
    await page.goto(`${stack.url}/web/#/chat/${ids[0]}`);
    await page.getByRole("textbox", { name: "输入消息" }).fill("/");
    await page.getByRole("option").first().waitFor();
    await check(page, "phrases");
    assert.deepEqual(faults.filter((fault) => !fault.includes("ERR_FAILED")), []);
    checkAsked(asked);
    await close();
  });

test("the customer's page", async () => {
  const { page, faults, asked, close } = await openWatched(PHONE);
  await enterTalk(page, stack.link(`customer:${ids[0]}`).replace("u=1", `u=${STAFF}`));
  await check(page, "the end");
  await readAll(page);
  await check(page, "the beginning");
  assert.deepEqual(faults.filter((fault) => !fault.includes("ERR_FAILED")), []);
  checkAsked(asked);
  await close();
});

test("links lead to the web alone, and away from this page", async () => {
  const { page, close } = await openWatched(DESK);
  await enterConsole(page, stack.link(`user:${STAFF}`));
  await goToChat(page, stack, ids[0]);
  await page.locator(".bubble a").first().waitFor();
  for (const { href, rel, target } of await page.locator(".bubble a").evaluateAll((links) => links.map(({ href, rel, target }) => ({ href, rel, target })))) {
    assert.match(href, /^https?:\/\//);
    assert.deepEqual([...rel.split(" ")].sort(), ["nofollow", "noopener", "noreferrer"]);
    assert.equal(target, "_blank");
  }
  await close();
});
