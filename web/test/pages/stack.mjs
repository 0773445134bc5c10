// SPDX-License-Identifier: Apache-2.0
/** A stack of its own with the demo data, and browsers on it. LEIDA_BIN: the folder of the programs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const bin = process.env.LEIDA_BIN;
const executablePath = process.env.LEIDA_CHROMIUM ?? "/usr/bin/chromium-headless-shell";

function run(program, ...words) {
  const ended = spawnSync(join(bin, program), words, { encoding: "utf8", timeout: 60_000 });
  if (ended.status !== 0) throw new Error(`${program} ${words.join(" ")}: ${ended.stdout}${ended.stderr}${ended.error ?? ""}`);
  return ended.stdout;
}

/** Starts it; `links` has what `up` prints last: the sales person's, the customer's. */
export function startStack() {
  const data = mkdtempSync(join(tmpdir(), "leida-pages-"));
  const said = run("leida-stack", "up", "--detach", "--data", data, "--port", "0");
  const links = said.match(/http\S+#\/login\/\S+/g);
  if (links?.length !== 2) throw new Error(`up printed no two links: ${said}`);
  return {
    links,
    ctl: (...words) => run("leida-stack", "ctl", "--data", data, ...words).trim(),
    stop() {
      run("leida-stack", "down", "--data", data);
      rmSync(data, { recursive: true });
    },
  };
}

export const openBrowser = () => chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** A page in a browser profile of its own; `faults` gathers what its console complains of. Pictures of the demo data are
 * on hosts that do not exist. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (said) => {
    if (said.type() === "error" && !said.text().includes("ERR_NAME_NOT_RESOLVED")) faults.push(said.text());
  });
  return { page, faults, close: () => context.close() };
}

/** Opens a login link and taps. */
export async function enter(page, link) {
  await page.goto(link);
  await page.getByRole("button").click();
}
