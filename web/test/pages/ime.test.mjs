// SPDX-License-Identifier: Apache-2.0
/** Chinese is written with an input method, whose keys are not the page's: the Enter that takes a word sends nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, stack } from "./given.mjs";
import { enterConsole, enterTalk, field, openPage } from "./stack.mjs";

/** Enter as an input method passes it on: the key that it has taken is 229. */
const takenEnter = { type: "rawKeyDown", key: "Process", code: "Enter", windowsVirtualKeyCode: 229 };
const ENTER = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };

/** Writes with an input method, letter by letter, and takes the word by Enter. */
async function compose(tools, letters, word) {
  for (let length = 1; length <= letters.length; length++) {
    const text = letters.slice(0, length);
    await tools.send("Input.dispatchKeyEvent", { ...takenEnter, code: `Key${text.at(-1).toUpperCase()}` });
    await tools.send("Input.imeSetComposition", { text, selectionStart: length, selectionEnd: length });
  }
  await tools.send("Input.dispatchKeyEvent", takenEnter);
  // Other input methods say Enter and that they compose.
  await tools.send("Input.dispatchKeyEvent", { type: "keyDown", ...ENTER, text: undefined });
  await tools.send("Input.insertText", { text: word });
}

/** Has the end of a composition followed by an Enter after so many ms (0: at once), as Safari does; says whether the page took the Enter. */
const enterAfterEnd = (page, ms) =>
  page.evaluate(async (ms) => {
    const area = document.querySelector("textarea");
    area.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    const event = new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true });
    return !area.dispatchEvent(event);
  }, ms);

for (const side of ["staff", "customer"])
  test(`the ${side}'s Enter belongs to the input method until the word is there`, async () => {
    const { page, faults, close } = await openPage(browser);
    if (side === "staff") {
      await enterConsole(page, stack.links[0]);
      await page.locator("li a").nth(1).click();
    } else await enterTalk(page, stack.links[1]);
    const sent = [];
    page.on("request", (request) => void (request.url().includes("/send_msg/") && sent.push(JSON.parse(JSON.parse(request.postData()).content).msg)));
    await field(page).click();
    const tools = await page.context().newCDPSession(page);

    await compose(tools, "nihao", "你好");
    await compose(tools, "shafa", "沙发");
    assert.equal(await field(page).inputValue(), "你好沙发");
    assert.deepEqual(sent, []);

    assert.equal(await enterAfterEnd(page, 0), false, "an Enter with the end of the composition is taken for the page's");
    assert.deepEqual(sent, []);
    assert.equal(await enterAfterEnd(page, 60), true, "an Enter 60 ms after it is not taken");

    await page.locator(".row.own").last().getByText("你好沙发").waitFor();
    await page.locator(".row.own").last().getByText("发送中").waitFor({ state: "detached" });
    assert.deepEqual(sent, ["你好沙发"]);
    assert.equal(await field(page).inputValue(), "");
    assert.deepEqual(faults, []);
    await close();
  });
