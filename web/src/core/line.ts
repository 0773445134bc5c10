// SPDX-License-Identifier: Apache-2.0
/**
 * The line by which the gateway tells a page at once (docs/push.md): one WebSocket, kept up through sleeping phones and
 * lost networks. It carries hints only: what they are about is read by HTTP, so nothing is lost with a hint.
 */

export type Hint =
  | { event: "message" | "read"; user_id: number; customer_id: number; id: number; send_type: number }
  | { event: "action"; user_id: number; customer_id: number; id: number; action: number }
  | { event: "customer"; user_id: number; customer_id: number; what: "profile" | "tags" | "expected" | "follow" }
  | { event: "typing"; user_id: number; customer_id: number };

type Frame = Hint | { event: "hello"; beat: number; now: number } | { event: "sync"; in: number } | { event: "beat" };

/** live: hints come. elsewhere: another page has taken the place, until this one is used. over: log in. */
export type LineState = "live" | "reconnecting" | "offline" | "elsewhere" | "over";

export interface LineOwner {
  hint(hint: Hint): void;
  /** Hints may be missing: read what is new. Also each minute while the page is visible. */
  catchUp(): void;
  state(state: LineState): void;
  /** After 4401: whether the session still holds. */
  stillIn(): Promise<boolean>;
}

/** What of the browser it uses, so that tests can stand in for it. */
export interface LineWorld {
  open(url: string, protocol: string): WebSocket;
  now(): number;
  random(): number;
  hidden(): boolean;
  online(): boolean;
  after(ms: number, run: () => void): number;
  cancel(timer: number): void;
}

export const browser: LineWorld = {
  open: (url, protocol) => new WebSocket(url, protocol),
  now: () => Date.now(),
  random: () => Math.random(),
  hidden: () => document.hidden,
  online: () => navigator.onLine,
  after: (ms, run) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
};

const LOOK_MS = 5_000;
const SILENT_MS = 45_000;
const SLEPT_MS = 30_000;
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;
const GOOD_AFTER_MS = 5_000;
/** Closes after which the same page would only be closed again. */
const OUR_FAULT = [1002, 1003, 1007, 1009];

export class Line {
  private socket: WebSocket | null = null;
  private tries = 0;
  private heard = 0;
  private caughtUp = 0;
  private ended = false;
  private waiting: number | null = null;
  private looking: number | null = null;
  private settling: number | null = null;
  private shown: LineState | null = null;

  constructor(
    private readonly url: string,
    private readonly owner: LineOwner,
    private readonly world: LineWorld = browser,
  ) {}

  /** Connects, and stays so until stop(). */
  start(): void {
    if (this.ended) return;
    this.caughtUp = this.world.now();
    this.connect();
    this.look();
  }

  stop(): void {
    this.ended = true;
    for (const timer of [this.waiting, this.looking, this.settling]) if (timer !== null) this.world.cancel(timer);
    this.drop();
  }

  /** Says that the user is writing. */
  typing(about: { customer_id?: number; user_id?: number }): void {
    if (this.shown === "live") this.socket?.send(JSON.stringify({ do: "typing", ...about }));
  }

  /** The page is seen or used again, or the network is back: `visibilitychange`, `pageshow`, `online`, `focus`. */
  woken(): void {
    if (this.isIdle() || this.world.hidden()) return;
    if (this.shown === "elsewhere") this.again();
    else if (this.waiting !== null || this.world.now() - this.heard >= SLEPT_MS) this.again();
  }

  /** The browser says that the network is gone (`offline`): a connection may stay open then and bring nothing. */
  lost(): void {
    if (this.isIdle() || !this.socket) return;
    this.drop();
    this.connectLater(0);
  }

  private isIdle(): boolean {
    return this.ended || this.looking === null;
  }

  private show(state: LineState): void {
    if (state === this.shown) return;
    this.shown = state;
    this.owner.state(state);
  }

  /** Lets the connection go, whatever it says of itself: phones end them without telling. */
  private drop(): void {
    if (this.settling !== null) this.world.cancel(this.settling);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      socket.close();
    }
  }

  private again(): void {
    this.drop();
    this.connect();
  }

  private connect(): void {
    if (this.waiting !== null) this.world.cancel(this.waiting);
    this.waiting = null;
    if (this.ended) return;
    this.heard = this.world.now();
    if (this.shown !== null) this.show(this.world.online() ? "reconnecting" : "offline");
    const socket = this.world.open(this.url, "leida.1");
    this.socket = socket;
    socket.onmessage = (event) => this.took(String(event.data));
    socket.onclose = (event) => void this.closed(event.code, event.reason);
  }

  private took(text: string): void {
    this.heard = this.world.now();
    let frame: Frame;
    try {
      frame = JSON.parse(text) as Frame;
    } catch {
      return; // of a build that says more than this one knows
    }
    switch (frame.event) {
      case "beat": // here and not by a timer: hidden pages have slow ones
        this.socket?.send('{"do":"beat"}');
        break;
      case "hello":
        this.show("live");
        this.settling = this.world.after(GOOD_AFTER_MS, () => (this.tries = 0));
        this.catchUp();
        break;
      case "sync":
        this.world.after(this.world.random() * frame.in, () => this.catchUp());
        break;
      case "message":
      case "read":
      case "action":
      case "customer":
      case "typing":
        this.owner.hint(frame);
    }
  }

  private catchUp(): void {
    if (this.ended) return;
    this.caughtUp = this.world.now();
    this.owner.catchUp();
  }

  private async closed(code: number, reason: string): Promise<void> {
    this.socket = null;
    if (this.settling !== null) this.world.cancel(this.settling);
    if (this.ended) return;
    if (code === 4409) {
      this.show("elsewhere");
      return;
    }
    if (OUR_FAULT.includes(code) || (code === 4401 && !(await this.owner.stillIn()))) {
      this.show(code === 4401 ? "over" : "offline");
      return;
    }
    this.connectLater(code === 1012 ? spreadOf(reason) : 0);
  }

  private connectLater(spread: number): void {
    this.show(this.world.online() ? "reconnecting" : "offline");
    const longest = spread + Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.tries++);
    this.waiting = this.world.after(this.world.random() * longest, () => this.connect());
  }

  /** Every few seconds: has it fallen silent, is a minute over? */
  private look(): void {
    this.looking = this.world.after(LOOK_MS, () => this.look());
    if (this.world.hidden()) return;
    if (this.socket && this.world.now() - this.heard >= SILENT_MS) this.again();
    if (this.world.now() - this.caughtUp >= MINUTE_MS) this.catchUp();
  }
}

function spreadOf(reason: string): number {
  try {
    const spread = (JSON.parse(reason) as { in?: unknown }).in;
    return typeof spread === "number" && spread >= 0 ? Math.min(spread, LONGEST_WAIT_MS) : 0;
  } catch {
    return 0;
  }
}
