// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import { Line, type Hint, type LineState, type LineWorld } from "@/core/line";

class Socket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  sent: string[] = [];
  closed = false;
  send = (text: string) => void this.sent.push(text);
  close = () => void (this.closed = true);
  say = (frame: unknown) => this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  end = (code: number, reason = "") => this.onclose?.({ code, reason });
}

let sockets: Socket[];
let timers: { id: number; at: number; run: () => void }[];
let now: number;
let hidden: boolean;
let stillIn: boolean;
let states: LineState[];
let hints: Hint[];
let reads: number;

const world: LineWorld = {
  open: () => {
    const socket = new Socket();
    sockets.push(socket);
    return socket as unknown as WebSocket;
  },
  now: () => now,
  random: () => 1,
  hidden: () => hidden,
  online: () => true,
  after: (ms, run) => {
    const id = timers.length;
    timers.push({ id, at: now + ms, run });
    return id;
  },
  cancel: (timer) => void (timers[timer]!.at = Infinity),
};

/** Lets the clock run. */
function pass(ms: number): void {
  for (const end = now + ms; ; ) {
    const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
    now = next ? Math.max(now, next.at) : end;
    if (!next) return;
    next.at = Infinity;
    next.run();
  }
}

function line(): Line {
  const made = new Line("ws://x/push", { hint: (hint) => hints.push(hint), catchUp: () => reads++, state: (state) => states.push(state), stillIn: async () => stillIn }, world);
  made.start();
  return made;
}

const hello = { event: "hello", beat: 25, now: 1 };
const last = () => sockets[sockets.length - 1]!;
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  sockets = [];
  timers = [];
  now = 1_000_000;
  hidden = false;
  stillIn = true;
  states = [];
  hints = [];
  reads = 0;
});

test("hello: live, and what is new is read", () => {
  line();
  last().say(hello);
  expect(states).toEqual(["live"]);
  expect(reads).toBe(1);
});

test("a beat is answered where it comes in", () => {
  line();
  last().say({ event: "beat" });
  expect(last().sent).toEqual(['{"do":"beat"}']);
});

test("hints are told, what is unknown or broken is not", () => {
  line();
  const hint = { event: "message", user_id: 7, customer_id: 9, id: 3, send_type: 2 };
  for (const frame of [hint, { event: "news" }, "{", "null1"]) last().say(frame);
  expect(hints).toEqual([hint]);
});

test("sync: read after a random part of `in`", () => {
  line();
  last().say({ event: "sync", in: 8000 });
  pass(7999);
  expect(reads).toBe(0);
  pass(1);
  expect(reads).toBe(1);
});

test("waits grow up to half a minute, and begin anew after a connection that held", async () => {
  line();
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    const count = sockets.length;
    last().end(1006);
    await settled();
    const before = now;
    while (sockets.length === count) pass(100);
    waits.push(now - before);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  last().say(hello);
  pass(5000);
  last().end(1006);
  await settled();
  const count = sockets.length;
  pass(1000);
  expect(sockets.length).toBe(count + 1);
});

test("a connection that is silent for 45 s is replaced, whatever it says of itself", () => {
  line();
  last().say(hello);
  const first = last();
  pass(44_000);
  expect(sockets).toHaveLength(1);
  pass(6_000);
  expect(sockets).toHaveLength(2);
  expect(first.closed).toBe(true);
});

test("a woken page replaces one that has been silent for 30 s", () => {
  const made = line();
  last().say(hello);
  hidden = true;
  pass(29_000);
  hidden = false;
  made.woken();
  expect(sockets).toHaveLength(1);
  hidden = true;
  pass(2_000);
  hidden = false;
  made.woken();
  expect(sockets).toHaveLength(2);
});

test("each minute of a visible page reads, of a hidden one not", () => {
  line();
  last().say(hello);
  const beats = (seconds: number) => {
    for (let i = 0; i < seconds / 5; i++) {
      pass(5_000);
      last().say({ event: "beat" });
    }
  };
  beats(65);
  expect(reads).toBe(2);
  hidden = true;
  beats(120);
  expect(reads).toBe(2);
});

test("replaced by another page: nothing until this one is used", async () => {
  const made = line();
  last().say(hello);
  last().end(4409);
  await settled();
  pass(600_000);
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toBe("elsewhere");
  made.woken();
  expect(sockets).toHaveLength(2);
});

test("4401: over, unless the session holds", async () => {
  line();
  last().end(4401);
  await settled();
  pass(30_000);
  expect(sockets).toHaveLength(2);
  stillIn = false;
  last().end(4401);
  await settled();
  pass(600_000);
  expect(sockets).toHaveLength(2);
  expect(states.at(-1)).toBe("over");
});

test("a restart says how far to spread out", async () => {
  line();
  last().say(hello);
  pass(6_000);
  last().end(1012, '{"in":8000}');
  await settled();
  pass(8_999);
  expect(sockets).toHaveLength(1);
  pass(1);
  expect(sockets).toHaveLength(2);
});

test("after a stop nothing comes any more", async () => {
  const made = line();
  last().say(hello);
  made.stop();
  pass(600_000);
  expect(sockets).toHaveLength(1);
  expect(reads).toBe(1);
});

test("a network that is gone is said so at once, and tried again", () => {
  const made = line();
  sockets[0]!.say(hello);
  made.lost();
  expect(sockets[0]!.closed).toBe(true);
  expect(states).toEqual(["live", "reconnecting"]);
  made.lost();
  pass(1_000);
  expect(sockets).toHaveLength(2);
});

test("before its start, and after its end, nothing is opened", () => {
  const made = new Line("ws://x/push", { hint: () => {}, catchUp: () => {}, state: () => {}, stillIn: async () => true }, world);
  made.woken();
  made.lost();
  made.stop();
  made.start();
  pass(60_000);
  expect(sockets).toHaveLength(0);
});
