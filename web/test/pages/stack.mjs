// SPDX-License-Identifier: Apache-2.0
/** A stack of its own with the demo data, and browsers on it. LEIDA_BIN: the folder of the programs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const bin = process.env.LEIDA_BIN;
const executablePath = process.env.LEIDA_CHROMIUM ?? "/usr/bin/chromium-headless-shell";

/** The sizes that the pages are made for. */
export const PHONE = { width: 375, height: 667 };
export const DESK = { width: 1440, height: 900 };

function run(program, words, input = "") {
  const ended = spawnSync(join(bin, program), words, { encoding: "utf8", timeout: 60_000, input, maxBuffer: 1 << 26 });
  if (ended.status !== 0) throw new Error(`${program} ${words.join(" ")}: ${ended.stdout}${ended.stderr}${ended.error ?? ""}`);
  return ended.stdout;
}

const parentOf = (pid) => Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) \S /, "").split(" ")[0]);

/** Starts it; `links` has what `up` prints last: the sales person's, the customer's. */
export function startStack() {
  const data = mkdtempSync(join(tmpdir(), "leida-pages-"));
  const said = run("leida-stack", ["up", "--detach", "--data", data, "--port", "0"]);
  const links = said.match(/http\S+#\/login\/\S+/g);
  if (links?.length !== 2) throw new Error(`up printed no two links: ${said}`);
  const ctl = (...words) => run("leida-stack", ["ctl", "--data", data, ...words]).trim();
  let guardian = 0;

  /** The gateway is gone, until startGateway(): who would start it again sleeps. */
  function stopGateway() {
    const { pid } = JSON.parse(run("leida-stack", ["status", "--json", "--data", data])).processes.find(({ role }) => role === "gateway");
    guardian = parentOf(pid);
    process.kill(guardian, "SIGSTOP");
    process.kill(pid, "SIGKILL");
  }

  function startGateway() {
    if (guardian) process.kill(guardian, "SIGCONT");
    guardian = 0;
  }

  return {
    links,
    url: new URL(links[0]).origin,
    ctl,
    /** A further login link; for a customer, to talk to staff user 1. */
    link: (whose) => ctl("login-link", whose),
    stopGateway,
    startGateway,
    /** Loads records as `leidactl import` takes them. */
    load: (records) => run("leida-stack", ["ctl", "--data", data, "import", "-"], records.map((record) => JSON.stringify(record)).join("\n")),
    /** The answer to a call; `whose`: "user:7". */
    call: (whose, method, path, fields = {}) =>
      JSON.parse(ctl("call", method, `/zhugeleida/${path}`, "--as", whose, ...Object.entries(fields).flatMap(([name, value]) => ["-d", `${name}=${value}`]))),
    stop() {
      startGateway();
      run("leida-stack", ["down", "--data", data]);
      rmSync(data, { recursive: true });
    },
  };
}

/** Of waiting for anything in a page, on a machine that is busy. */
const PATIENCE_MS = 20_000;

const launching = { executablePath, args: ["--no-sandbox"] };
export const openBrowser = () => chromium.launch(launching);

/** A browser whose profile is in a folder, so that it outlives it; closing it is as a phone ends a webview. */
export async function openProfile(folder) {
  const context = await chromium.launchPersistentContext(folder, { ...launching, locale: "zh-CN", viewport: DESK });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** What the console of a page complains of, but for what it expects. Pictures of the demo data are on hosts that do not exist. */
export function faultsOf(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (said) => {
    if (said.type() === "error" && !said.text().includes("ERR_NAME_NOT_RESOLVED")) faults.push(said.text());
  });
  return faults;
}

/** A page in a browser profile of its own; `faults` gathers what its console complains of. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: DESK, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  return { page, faults: faultsOf(page), close: () => context.close() };
}

/** Opens a login link and taps. */
export async function enter(page, link) {
  await page.goto(link);
  await page.locator(".login .main").click();
}

/** As enter(), and waits until there is something to be seen. */
export async function enterConsole(page, link) {
  await enter(page, link);
  await page.locator("li a").first().waitFor();
}

export async function enterTalk(page, link) {
  await enter(page, link);
  await page.locator(".bubble").first().waitFor();
}

const setHidden = (hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};

/** Has the document say that it is hidden, or seen again: Playwright keeps every page visible. */
export const hide = (page, hidden) => page.evaluate(setHidden, hidden);
/** What the page opens next is hidden from its beginning. */
export const hideFirst = (page) => page.addInitScript(setHidden, true);

export const field = (page) => page.getByRole("textbox", { name: "输入消息" });
export const sendButton = (page) => page.getByRole("button", { name: "发送", exact: true });
