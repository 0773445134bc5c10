// SPDX-License-Identifier: Apache-2.0
/** A stack of its own with the demo data, and browsers on it. LEIDA_BIN: the folder of the programs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";

const bin = process.env.LEIDA_BIN;
const executablePath = process.env.LEIDA_CHROMIUM ?? "/usr/bin/chromium-headless-shell";

/** The sizes that the pages are made for. */
export const PHONE = { width: 375, height: 667 };
export const DESK = { width: 1440, height: 900 };

/** Of waiting for anything, on a machine that is busy. */
const PATIENCE_MS = 60_000;

function run(program, words, input = "") {
  const ended = spawnSync(join(bin, program), words, { encoding: "utf8", timeout: PATIENCE_MS, input, maxBuffer: 1 << 26 });
  if (ended.status !== 0) throw new Error(`${program} ${words.join(" ")}: ${ended.stdout}${ended.stderr}${ended.error ?? ""}`);
  return ended.stdout;
}

/** What `look` gives as soon as that is something. */
export async function until(look) {
  const end = Date.now() + PATIENCE_MS;
  for (let found; Date.now() < end; await sleep(25)) if ((found = await look())) return found;
  throw new Error(`never: ${look}`);
}

/** Waits until `look` gives what is expected: a value, or what a pattern finds. */
export async function becomes(look, expected) {
  const isIt = (seen) => (expected instanceof RegExp ? expected.test(seen) : isDeepStrictEqual(seen, expected));
  let seen;
  await until(async () => isIt((seen = await look()))).catch(() => (expected instanceof RegExp ? assert.match(seen, expected) : assert.deepEqual(seen, expected)));
}

const parentOf = (pid) => Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) \S /, "").split(" ")[0]);

/** Starts it; `links` has what `up` prints last: the sales person's, the customer's. */
export function startStack() {
  const data = mkdtempSync(join(tmpdir(), "leida-pages-"));
  const said = run("leida-stack", ["up", "--detach", "--data", data, "--port", "0"]);
  const links = said.match(/http\S+#\/login\/\S+/g);
  if (links?.length !== 2) throw new Error(`up printed no two links: ${said}`);
  const ctl = (...words) => run("leida-stack", ["ctl", "--data", data, ...words]).trim();
  const url = new URL(links[0]).origin;
  let guardian = 0;

  /** The gateway is gone, until startGateway(): who would start it again sleeps. */
  function stopGateway() {
    const { pid } = JSON.parse(run("leida-stack", ["status", "--json", "--data", data])).processes.find(({ role }) => role === "gateway");
    guardian = parentOf(pid);
    process.kill(guardian, "SIGSTOP");
    process.kill(pid, "SIGKILL");
  }

  function wakeGuardian() {
    if (guardian) process.kill(guardian, "SIGCONT");
    guardian = 0;
  }

  /** Resolves once it answers. */
  async function startGateway() {
    wakeGuardian();
    await until(() => fetch(`${url}/web/`).then(({ ok }) => ok, () => false));
  }

  return {
    links,
    url,
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
      wakeGuardian();
      run("leida-stack", ["down", "--data", data]);
      rmSync(data, { recursive: true });
    },
  };
}

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

/** By page: what it has asked for and not got yet. */
const asking = new WeakMap();

function watchRequests(page) {
  const open = new Set();
  asking.set(page, open);
  page.on("request", (request) => open.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
}

/**
 * Waits until a page from openPage() has asked for nothing for a moment. (Playwright's "networkidle" comes once a document:
 * behind a change of the hash it is true already.)
 */
export async function settled(page) {
  const open = asking.get(page);
  let still = 0;
  await until(() => (still = open.size === 0 ? still + 1 : 0) > 10);
}

/** A page in a browser profile of its own; `faults` gathers what its console complains of. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: DESK, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  watchRequests(page);
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

/**
 * Goes to a conversation of the console that is in its list. Waits until it is the one that is open, since a change of
 * the hash leaves what was there before for a moment; what it shows may be still to come.
 */
export async function goToChat(page, stack, customer) {
  await page.goto(`${stack.url}/web/#/chat/${customer}`);
  await page.locator(`.contacts a[href="#/chat/${customer}"][aria-current]`).waitFor({ state: "attached" });
}

/** As goToChat(), and waits for what was said. */
export async function openChat(page, stack, customer) {
  await goToChat(page, stack, customer);
  await page.locator(".bubble").first().waitFor();
}

const setHidden = (hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};

/** Has the document say that it is hidden, or seen again: Playwright keeps every page visible. */
export const hide = (page, hidden) => page.evaluate(setHidden, hidden);
/** A hidden page is seen, and hidden before anything can happen: by two calls it would be seen for as long as the machine likes. */
export const glimpse = (page) => page.evaluate(`(${setHidden})(false), (${setHidden})(true)`);
/** What the page opens next is hidden from its beginning. */
export const hideFirst = (page) => page.addInitScript(setHidden, true);

export const field = (page) => page.getByRole("textbox", { name: "输入消息" });
export const sendButton = (page) => page.getByRole("button", { name: "发送", exact: true });
