// SPDX-License-Identifier: Apache-2.0
/** How a page gets into each state in which it has something else to show than what was asked for: for the test of them, and their pictures. */
import { enterConsole, PHONE } from "./stack.mjs";

/** A staff user of a new office, where nothing has happened yet. */
export const NEWCOMER = 901;
export const newOffice = [
  { type: "company", id: NEWCOMER, name: "新开家居" },
  { type: "user", id: NEWCOMER, company_id: NEWCOMER, username: "新来的" },
];

const LIST = (url) => url.pathname.endsWith("/contact");
const never = () => new Promise(() => {});

/** The console with the list of conversations still to come: `answer` says how. */
async function openBefore(page, stack, answer) {
  await enterConsole(page, stack.link("user:1"));
  await page.route(LIST, answer);
  await page.reload({ waitUntil: "commit" });
}

/** The console whose list does not come. */
export const openUnanswered = (page, stack) => openBefore(page, stack, never);

/** More sockets of one user than a gateway keeps: the page's own is the oldest, and gives way. */
async function crowdOut(page) {
  await page.evaluate(async () => {
    const url = `${location.origin.replace("http", "ws")}/zhugeleida/qiyeweixin/push`;
    window.others = Array.from({ length: 8 }, () => new WebSocket(url, "leida.1"));
    await Promise.all(window.others.map((socket) => new Promise((done) => (socket.onmessage = done))));
  });
}

/** Each brings a page that is not logged in there and waits until it shows. */
export const STATES = {
  loading: async (page, stack) => {
    await openUnanswered(page, stack);
    await page.locator(".waiting .row").first().waitFor();
  },
  slow: async (page, stack) => {
    await openUnanswered(page, stack);
    await page.getByText("还在加载…").waitFor();
  },
  empty: async (page, stack) => {
    await page.goto(stack.link(`user:${NEWCOMER}`));
    await page.getByRole("button").click();
    await page.getByText("还没有消息。客户写来时会出现在这里。").waitFor();
  },
  error: async (page, stack) => {
    await openBefore(page, stack, (route) => route.fulfill({ status: 503, json: { code: 503, msg: "服务暂不可用", data: {} } }));
    await page.getByText("没有加载成功").waitFor();
  },
  offline: async (page, stack) => {
    await enterConsole(page, stack.link("user:1"));
    await page.getByText("实时").waitFor();
    await page.context().setOffline(true);
    await page.getByText("没有网络").waitFor();
  },
  over: async (page, stack) => {
    await enterConsole(page, stack.link("user:2"));
    await page.getByText("实时").waitFor();
    stack.ctl("token", "rotate", "user", "2");
    await page.getByText("登录已失效").waitFor();
  },
  foreign: async (page, stack) => {
    await enterConsole(page, stack.link("user:1"));
    await page.goto(`${stack.url}/web/#/chat/9999`);
    await page.getByText("您和该客户没有绑定关系").first().waitFor();
  },
  elsewhere: async (page, stack) => {
    await enterConsole(page, stack.link("user:1"));
    await page.getByText("实时").waitFor();
    await crowdOut(page);
    await page.getByRole("button", { name: "已在别处打开" }).waitFor();
  },
};

/** As a phone shows them. */
export const asPhone = { viewport: PHONE, hasTouch: true, isMobile: true };
