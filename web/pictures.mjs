// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of docs/pictures on a stack with the demo data: `LEIDA_BIN=../build/dev/bin npm run pictures`. They
// want the fonts fonts-noto-cjk, fonts-noto-color-emoji and fonts-thai-tlwg.
import { fileURLToPath } from "node:url";
import { enter, openBrowser, openPage, startStack } from "./test/pages/stack.mjs";
import { asPhone, newOffice, STATES } from "./test/pages/states.mjs";

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const LARGEST = 120 * 1024;
/** The first that makes a picture small enough. */
const QUALITIES = [70, 60];
const SIZES = { desk: { viewport: { width: 1440, height: 900 } }, phone: { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true } };
const VIEWS = ["chat", "chat/1", "customers", "customers/1", "radar", "figures", "me"];
const stack = startStack();
const browser = await openBrowser();

/** Waits until nothing is loaded any more, and for what fades. */
async function take(page, name) {
  if (!name.startsWith("state-")) await page.waitForLoadState("networkidle");
  await page.waitForTimeout(500);
  let size = Infinity;
  for (const quality of QUALITIES) if (size > LARGEST) size = (await page.screenshot({ path: `${folder}${name}.jpg`, type: "jpeg", quality })).length;
  if (size > LARGEST) throw new Error(`${name}.jpg has ${size} bytes`);
}

/** Every view of the console, in one size and theme. */
async function takeViews(size, look) {
  const { page, close } = await openPage(browser, { ...SIZES[size], ...look });
  for (const view of VIEWS) {
    await page.goto(`${stack.url}/web/#/${view}`);
    await page.locator("main").waitFor();
    await take(page, `views/${view.replace("/", "-")}-${size}-${look.colorScheme}`);
  }
  await close();
}

try {
  const desk = await openPage(browser);
  await enter(desk.page, stack.links[0]);
  await desk.page.locator("li a").first().click();
  await desk.page.locator(".bubble").first().waitFor();
  await take(desk.page, "console");
  const storageState = await desk.page.context().storageState();
  const phone = await openPage(browser, { viewport: { width: 375, height: 667 }, storageState, colorScheme: "dark", hasTouch: true, isMobile: true });
  for (const view of ["chat", "chat/1", "customers", "radar", "figures"]) {
    await phone.page.goto(desk.page.url().replace(/#.*/, `#/${view}`));
    await phone.page.locator("main").waitFor();
    await take(phone.page, `phone-${view.replace("/", "-")}`);
  }
  const customer = await openPage(browser, { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true });
  await enter(customer.page, stack.links[1]);
  await customer.page.locator(".bubble").first().waitFor();
  await take(customer.page, "customer");
  for (const size of ["desk", "phone"]) for (const colorScheme of ["light", "dark"]) await takeViews(size, { colorScheme, storageState });
  stack.load(newOffice);
  for (const [name, reach] of Object.entries(STATES)) {
    const { page, close } = await openPage(browser, asPhone);
    await reach(page, stack);
    await take(page, `state-${name}`);
    await close();
  }
} finally {
  await browser.close();
  stack.stop();
}
