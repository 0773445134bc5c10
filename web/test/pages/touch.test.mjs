// SPDX-License-Identifier: Apache-2.0
/** Fingers, eyes and stomachs: targets of 44 px, pages that are zoomed, and nothing that moves where no motion is wanted. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enterConsole, enterTalk, field, openBrowser, openPage, PHONE, startStack } from "./stack.mjs";
import { asPhone } from "./states.mjs";
import { VIEWS } from "./views.mjs";

let stack, browser, staff;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  const { page, close } = await openPage(browser);
  await enterConsole(page, stack.links[0]);
  staff = { storageState: await page.context().storageState() };
  await close();
});

after(async () => {
  await browser?.close();
  stack?.stop();
});

async function show(page, view) {
  await page.goto(`${stack.url}/web/#/${view}`);
  await page.locator(VIEWS[view]).first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".waiting"));
}

/** In the page: what can be tapped, and is less than 44 px in a direction (rows of a list: in height alone), whatever lies around it. Links in a text are as they are. */
function smallTargets() {
  const SIZE = 44;
  const isSeen = (element) => element.getClientRects().length > 0 && !element.closest(".out-of-sight, [inert]") && getComputedStyle(element).visibility === "visible";
  const hits = (element, x, y) => {
    const found = document.elementFromPoint(x, y);
    return found !== null && (found === element || element.contains(found) || found.control === element || (element.labels && [...element.labels].some((label) => label.contains(found))));
  };
  /** How far one can go from its middle in that direction and still hit it. */
  const reach = (element, x, y, dx, dy) => {
    let far = 0;
    while (far < SIZE && hits(element, x + dx * (far + 1), y + dy * (far + 1))) far++;
    return far;
  };
  const small = [];
  for (const element of document.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (!isSeen(element) || element.disabled || element.closest(".words, table")) continue;
    element.scrollIntoView({ block: "center", inline: "center" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    if (!hits(element, x, y)) continue;
    const width = reach(element, x, y, 1, 0) + reach(element, x, y, -1, 0) + 1;
    const height = reach(element, x, y, 0, 1) + reach(element, x, y, 0, -1) + 1;
    if (width < SIZE - 1 || height < SIZE - 1) small.push(`${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}: ${width} × ${height}`);
  }
  return small;
}

test("what is tapped is 44 px, in every view", async () => {
  const small = [];
  const look = async (page, where) => small.push(...(await page.evaluate(smallTargets)).map((target) => `${where}: ${target}`));
  const { page, close } = await openPage(browser, { ...asPhone, ...staff });
  for (const view of Object.keys(VIEWS)) {
    await show(page, view);
    await look(page, view);
  }
  for (const tool of ["表情", "常用语", "请求手机号"]) {
    await show(page, "chat/1");
    await page.getByRole("button", { name: tool, exact: true }).click();
    await page.locator(".panel").waitFor();
    await look(page, tool);
  }
  await close();
  const talk = await openPage(browser, asPhone);
  await enterTalk(talk.page, stack.links[1]);
  await look(talk.page, "the customer's page");
  await talk.close();
  assert.deepEqual(small, []);
});

test("fields have 16 px at least, so that iOS does not zoom into them", async () => {
  const { page, close } = await openPage(browser, { ...asPhone, ...staff });
  for (const view of ["chat", "chat/1", "customers", "customers/1", "radar", "me"]) {
    await show(page, view);
    const sizes = await page.locator("input:visible, textarea:visible, select:visible").evaluateAll((fields) => fields.map((one) => parseFloat(getComputedStyle(one).fontSize)));
    assert.ok(sizes.length > 0 && Math.min(...sizes) >= 16, `${view}: ${sizes}`);
  }
  await close();
});

for (const [name, viewport] of [
  ["a desk at 200 %", { width: 720, height: 450 }],
  ["a phone at 117 %", { width: 320, height: 570 }],
])
  test(`${name}: nothing has to be scrolled sideways, and a message can be written`, async () => {
    const { page, close } = await openPage(browser, { ...staff, viewport });
    for (const view of Object.keys(VIEWS)) {
      await show(page, view);
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), viewport.width, view);
    }
    await show(page, "chat/1");
    const box = await field(page).boundingBox();
    assert.ok(box.y + box.height <= viewport.height && box.width >= 120, JSON.stringify(box));
    await close();
  });

test("where no motion is wanted, nothing moves", async () => {
  const { page, close } = await openPage(browser, { ...staff, viewport: PHONE, reducedMotion: "reduce" });
  for (const view of Object.keys(VIEWS)) {
    await show(page, view);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) => {
          const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
          return parseFloat(transitionDuration) > 0.01 || parseFloat(animationDuration) > 0.01 || scrollBehavior === "smooth";
        })
        .map(({ tagName, className }) => `${tagName}.${className}`),
    );
    assert.deepEqual(moving, [], view);
  }
  await close();
});
