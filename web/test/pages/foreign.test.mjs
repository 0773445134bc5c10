// SPDX-License-Identifier: Apache-2.0
/** Pages of other origins, and login links in wrong hands: nothing is changed, nothing is marked read, nobody gets in. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { enter, enterConsole, enterTalk, openBrowser, openPage, startStack } from "./stack.mjs";

let stack, browser, evil;

before(async () => {
  stack = startStack();
  browser = await openBrowser();
  evil = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<!doctype html><title>gifts</title>"));
  await new Promise((resolve) => evil.listen(0, resolve));
});

after(async () => {
  await browser?.close();
  evil?.close();
  stack?.stop();
});

const STAFF = "/zhugeleida/qiyeweixin";
const CUSTOMER = "/zhugeleida/gongzhonghao";
const CONTENT = JSON.stringify({ info_type: 1, msg: "bought by fraud" });
const POSTS = [
  [`${STAFF}/chat/send_msg/0`, { customer_id: 1, content: CONTENT }],
  [`${STAFF}/chat/ack/0`, { customer_id: 1, id: 1000 }],
  [`${STAFF}/follow_language/add/0`, { custom_language: "bought by fraud" }],
  [`${CUSTOMER}/chat/send_msg/0`, { u_id: 1, content: CONTENT }],
  [`${CUSTOMER}/action/record/0`, { u_id: 1, action: 1 }],
  ["/zhugeleida/session/end", { kind: "staff" }],
];
const MARKING_GETS = [`${STAFF}/chat?customer_id=1`, `${STAFF}/chat/getmsg/0?customer_id=1`, `${STAFF}/action/get_new_log`, `${CUSTOMER}/chat?u_id=1`];

/** All that the attacks would change, by routes that mark nothing. */
const state = () => ({
  contacts: stack.call("user:1", "GET", "qiyeweixin/contact").data,
  messages: stack.call("user:1", "GET", "qiyeweixin/chat/getmsg/0", { customer_id: 1, after: 0 }).data,
  actions: stack.call("user:1", "GET", "qiyeweixin/action/time", { length: 200 }).data,
  phrases: stack.call("user:1", "GET", "qiyeweixin/follow_language").data,
});

/** In the attacker's page: every way that a page has to reach another origin. Gives what it could read. */
async function attack({ url, posts, gets, pushes }) {
  const read = [];
  const settle = async (what, promise) => {
    try {
      const answer = await promise;
      if (answer.type !== "opaque") read.push(`${what}: ${await answer.text()}`);
    } catch {
      // The browser kept it from this page: nothing was read.
    }
  };
  const submit = (path, fields, enctype) =>
    new Promise((done) => {
      const frame = Object.assign(document.createElement("iframe"), { name: `f${Math.random()}` });
      const form = Object.assign(document.createElement("form"), { action: url + path, method: "POST", target: frame.name, enctype });
      for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { name, value }));
      document.body.append(frame, form);
      frame.onload = done;
      form.submit();
    });
  const show = (tag, src) => new Promise((done) => document.body.append(Object.assign(document.createElement(tag), { src, onload: done, onerror: done })));
  const listen = (path) =>
    new Promise((done) => {
      const socket = new WebSocket(url.replace("http", "ws") + path, "leida.1");
      socket.onmessage = ({ data }) => (read.push(`${path}: ${data}`), done());
      socket.onclose = socket.onerror = done;
    });

  for (const [path, fields] of posts) {
    await submit(path, fields, "application/x-www-form-urlencoded");
    await submit(path, { [JSON.stringify(fields).slice(0, -1) + ',"x":"']: '"}' }, "text/plain");
    await settle(path, fetch(url + path, { method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams(fields) }));
    const cors = { method: "POST", credentials: "include", body: JSON.stringify(fields) };
    await settle(path, fetch(url + path, { ...cors, headers: { "X-Leida": "1", "Content-Type": "application/json" } }));
    await settle(path, fetch(url + path, cors));
    navigator.sendBeacon(url + path, new URLSearchParams(fields));
  }
  for (const path of gets) {
    await Promise.all([show("img", url + path), show("script", url + path), show("iframe", url + path)]);
    await settle(path, fetch(url + path, { mode: "no-cors", credentials: "include" }));
    await settle(path, fetch(url + path, { credentials: "include", headers: { "X-Leida": "1" } }));
    await settle(path, fetch(url + path, { credentials: "include" }));
  }
  await Promise.all(pushes.map(listen));
  return read;
}

test("pages of other origins change, mark and read nothing", async () => {
  const { page: victim, close } = await openPage(browser);
  await enterTalk(victim, stack.links[1]);
  await enterConsole(victim, stack.links[0]);
  await victim.getByText("实时").waitFor();
  await victim.goto("about:blank");
  const before = state();
  const unread = before.contacts.ret_data.find(({ customer_id }) => customer_id === 1).unread_msg_num;
  assert.ok(unread > 0, "there is nothing that could be marked");

  // The same host has the cookies sent along, whatever the port; another name has not.
  for (const host of ["127.0.0.1", "localhost"]) {
    await victim.goto(`http://${host}:${evil.address().port}/`);
    const read = await victim.evaluate(attack, { url: stack.url, posts: POSTS, gets: MARKING_GETS, pushes: [`${STAFF}/push`, `${CUSTOMER}/push`] });
    assert.deepEqual(read, []);
    assert.deepEqual(state(), before);
  }
  const fresh = stack.call("user:1", "GET", "qiyeweixin/action/get_new_log");
  assert.ok(fresh.data.ret_data.length > 0, "the new actions were given to somebody");

  // The session has outlived it, and from our own page the same requests do what they say.
  await victim.goto(`${stack.url}/web/`);
  await victim.locator("li a").first().waitFor();
  await victim.evaluate((path) => fetch(path, { headers: { "X-Leida": "1" } }), MARKING_GETS[0]);
  assert.equal(state().contacts.ret_data.find(({ customer_id }) => customer_id === 1).unread_msg_num, 0);
  await close();
});

test("a login link that was used, is late or was altered: refused alike", async () => {
  const late = stack.ctl("login-link", "user:1", "--ttl", "1s");
  const made = Date.now();
  const used = stack.link("user:1");
  const first = await openPage(browser);
  await enterConsole(first.page, used);
  await first.close();
  const good = stack.link("user:1");
  const altered = [good.replace(/.$/, (last) => (last === "0" ? "1" : "0")), good.replace("/s.1.", "/s.2."), good.replace(/#\/login\/.*/, "#/login/s.1.x")];
  await new Promise((resolve) => setTimeout(resolve, 1_100 - (Date.now() - made)));

  const seen = [];
  for (const link of [used, late, ...altered]) {
    const { page, close } = await openPage(browser);
    const answer = page.waitForResponse((response) => response.url().endsWith("/zhugeleida/session"));
    await enter(page, link);
    const { trace_id: _, ...body } = await (await answer).json();
    await page.getByRole("alert").waitFor();
    seen.push({ status: (await answer).status(), body, text: await page.locator("main").innerText(), cookies: await page.context().cookies() });
    await close();
  }
  assert.deepEqual(seen[0].cookies, []);
  assert.match(seen[0].text, /链接已失效/);
  for (const other of seen) assert.deepEqual(other, seen[0]);
  const still = await openPage(browser);
  await enterConsole(still.page, good);
  await still.close();
});

for (const [whose, open, said] of [
  ["user:2", enterConsole, "登录已失效"],
  ["customer:2", enter, "链接已过期"],
])
  test(`a rotated token ends the open page of ${whose} at once`, async (t) => {
    const { page, close } = await openPage(browser);
    await open(page, stack.link(whose).replace("u=1", "u=2"));
    await page.getByText("实时").waitFor();
    stack.ctl("token", "rotate", ...whose.split(":"));
    const rotated = performance.now();
    await page.getByText(said).waitFor();
    const took = performance.now() - rotated;
    t.diagnostic(`after ${took.toFixed()} ms`);
    // By itself a page asks once a minute.
    assert.ok(took <= 30_000, `${took.toFixed()} ms`);
    await close();
  });
