// SPDX-License-Identifier: Apache-2.0
/** What the customer's page knows: who is logged in, and the conversation with one staff user. */
import { ref, shallowRef } from "vue";
import { readSession, type Session } from "@/api/session";
import { Conversation } from "@/core/conversation";
import { Keep } from "@/core/keep";
import { Line, type Hint, type LineState } from "@/core/line";
import { Outbox, type Content, type Outgoing } from "@/core/outbox";
import { isDone } from "@/core/outcome";
import { officeClock, type OfficeClock } from "@/core/time";
import { todayRef, type TodayRef } from "@/ui/today";
import * as calls from "./calls";

const TYPING_LASTS_MS = 5_000;
const EVENTS = ["visibilitychange", "pageshow", "online", "focus"];

export interface Adviser {
  name: string;
  position: string;
  avatar: string;
  phone: string;
  wechat: string;
}

export class Talk {
  readonly clock: OfficeClock;
  readonly keep: Keep;
  readonly line = ref<LineState>("reconnecting");
  readonly version = ref(0);
  readonly outgoing = shallowRef<readonly Outgoing[]>([]);
  readonly typing = ref(false);
  readonly today: TodayRef;
  readonly adviser = shallowRef<Adviser | null>(null);
  readonly conversation: Conversation;

  private readonly outbox: Outbox;
  private readonly push: Line;
  private typingEnds = 0;
  private begun = false;

  constructor(
    readonly session: Session,
    readonly staff: number,
    private readonly over: () => void,
  ) {
    this.clock = officeClock(session.zone, session.now - Date.now());
    this.today = todayRef(this.clock);
    this.keep = new Keep(`customer:${session.id}`);
    this.conversation = new Conversation(
      {
        history: (length, before) => this.readHistory(length, before),
        after: (id) => calls.messagesAfter(staff, id),
        acknowledge: (id) => calls.acknowledge(staff, id),
      },
      () => this.version.value++,
    );
    this.outbox = new Outbox(
      this.keep,
      (message) => calls.send(message.peer, message.content, message.key),
      () => (this.outgoing.value = this.outbox.all()),
      () => void this.conversation.readNew(),
    );
    this.outgoing.value = this.outbox.all();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.push = new Line(`${scheme}//${location.host}${calls.PUSH_PATH}`, {
      hint: (hint) => this.took(hint),
      catchUp: () => void this.conversation.readNew(),
      state: (state) => {
        this.line.value = state;
        if (state === "over") this.over();
      },
      stillIn: async () => (await readSession("customer")).kind !== "login",
    });
  }

  start(): void {
    for (const event of EVENTS) window.addEventListener(event, this.woken, true);
    window.addEventListener("offline", this.lost);
    this.outbox.resume();
  }

  stop(): void {
    this.today.stop();
    for (const event of EVENTS) window.removeEventListener(event, this.woken, true);
    window.removeEventListener("offline", this.lost);
    this.push.stop();
  }

  readonly woken = (): void => this.push.woken();
  private readonly lost = (): void => this.push.lost();

  send(content: Content): void {
    this.outbox.add(this.staff, content);
  }

  retry(key: string): void {
    this.outbox.retry(key);
  }

  sayTyping(): void {
    this.push.typing({ user_id: this.staff });
  }

  /** Tells what the customer looked at, once a visit: the msg_id is of the visit, so a second try counts nothing. */
  record(action: 1 | 2 | 14): void {
    const visit = sessionStorage.getItem("leida:visit") ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem("leida:visit", visit);
    void calls.record(this.staff, action, `visit-${visit}-${action}`);
  }

  /** What is to be seen was asked for first; what happens until the line is up is read at its hello. */
  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.push.start();
    this.record(1);
  }

  /** The pages of the conversation say who the adviser is, too. */
  private async readHistory(length: number, before?: number): ReturnType<typeof calls.history> {
    const outcome = await calls.history(this.staff, length, before);
    this.begin();
    if (!isDone(outcome)) return outcome;
    const theirs = outcome.data.ret_data?.find((row) => row.send_type === 1) ?? outcome.data.ret_data?.[0];
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    this.adviser.value = {
      name: text(outcome.data.user_name),
      position: text(outcome.data.user_position),
      avatar: text(theirs?.["user_avatar"]) || (this.adviser.value?.avatar ?? ""),
      phone: text(outcome.data.mingpian_phone),
      wechat: text(outcome.data.wechat),
    };
    return outcome;
  }

  private took(hint: Hint): void {
    if (hint.user_id !== this.staff) return;
    if (hint.event === "message") {
      if (hint.send_type === 1) this.typing.value = false;
      void this.conversation.readNew();
    } else if (hint.event === "typing") {
      this.typing.value = true;
      window.clearTimeout(this.typingEnds);
      this.typingEnds = window.setTimeout(() => (this.typing.value = false), TYPING_LASTS_MS);
    }
  }
}
