// SPDX-License-Identifier: Apache-2.0
/** What the customer's page knows: who is logged in, and the conversation with one staff user. */
import { ref, shallowRef } from "vue";
import { as, readSession, watchSession, type Session } from "@/api/session";
import { Conversation } from "@/core/conversation";
import { Keep } from "@/core/keep";
import { Line, type Hint, type LineState } from "@/core/line";
import { Outbox, type Content, type Outgoing } from "@/core/outbox";
import { isDone } from "@/core/outcome";
import { isText } from "@/core/shape";
import { Tab } from "@/core/tab";
import { pictureUrl, textOf } from "@/core/text";
import { officeClock, type OfficeClock } from "@/core/time";
import { todayRef, type TodayRef } from "@/ui/today";
import { t } from "@/i18n";
import { bringFiles } from "@/ui/bringFiles";
import type { Files } from "@/ui/files";
import * as calls from "./calls";
import type { Opening, Product } from "./opening";
import type { Step, Visit } from "./visit";

const TYPING_LASTS_MS = 5_000;
const EVENTS = ["visibilitychange", "pageshow", "online", "focus"];

const OFFERED = "offered";

const offerOf = ({ staff, product }: Opening) => JSON.stringify([staff, product]);

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
  /** null: no pictures can be sent here. */
  readonly files = shallowRef<Files | null>(null);
  /** The product that the customer came from, until it is sent or waved away. */
  readonly product = shallowRef<Product | null>(null);
  readonly staff: number;

  /** Comes behind what is to be seen. */
  private visit: Promise<Visit | null> | null = null;
  private readonly tab: Tab;
  private readonly outbox: Outbox;
  private readonly push: Line;
  private typingEnds = 0;
  private begun = false;
  private ended = false;
  private unwatch: () => void = () => {};

  constructor(
    readonly session: Session,
    private readonly opening: Opening,
    private readonly over: () => void,
  ) {
    const staff = opening.staff;
    this.staff = staff;
    this.clock = officeClock(session.zone, session.now - Date.now());
    this.today = todayRef(this.clock);
    this.keep = new Keep(`customer:${session.id}`);
    this.tab = new Tab(this.keep);
    this.conversation = new Conversation(
      {
        history: (length, before) => this.readHistory(length, before),
        after: (id) => calls.messagesAfter(staff, id),
        acknowledge: (id) => calls.acknowledge(staff, id),
      },
      () => this.version.value++,
    );
    this.outbox = new Outbox(this.keep, this.tab, {
      send: (message) => as(session, () => calls.send(message.peer, message.content, message.key)),
      changed: () => (this.outgoing.value = this.outbox.all()),
      taken: () => void this.conversation.readNew(),
    });
    this.outgoing.value = this.outbox.all();
    if (opening.product && this.keep.read(OFFERED, isText) !== offerOf(opening)) this.product.value = opening.product;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.push = new Line(`${scheme}//${location.host}${calls.PUSH_PATH}`, {
      hint: (hint) => this.took(hint),
      catchUp: () => {
        void this.conversation.readNew();
        void this.visit?.then((visit) => visit?.again());
      },
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
    this.unwatch = watchSession(this.session);
    this.outbox.resume();
  }

  private async startFiles(): Promise<void> {
    this.files.value = await bringFiles(this.session, calls.AREA, this.keep, this.tab, this.outbox);
    this.files.value?.uploads.restore();
  }

  stop(): void {
    this.ended = true;
    this.today.stop();
    for (const event of EVENTS) window.removeEventListener(event, this.woken, true);
    window.removeEventListener("offline", this.lost);
    this.push.stop();
    this.unwatch();
    this.outbox.stop();
    this.files.value?.uploads.stop();
    this.tab.close();
  }

  readonly woken = (): void => this.push.woken();
  private readonly lost = (): void => this.push.lost();

  send(content: Content): void {
    this.outbox.add(this.staff, content);
  }

  retry(key: string): void {
    this.outbox.retry(key);
  }

  /** Tells what the customer does. */
  tell(step: Step): void {
    void this.bringVisit().then((visit) => visit?.tell(step));
  }

  private bringVisit(): Promise<Visit | null> {
    const { staff } = this;
    return (this.visit ??= import("./visit").then(
      ({ Visit }) => new Visit(staff, (step, id) => calls.record(staff, step, id), sessionStorage),
      () => (this.visit = null),
    ));
  }

  sayTyping(): void {
    this.push.typing({ user_id: this.staff });
  }

  /** Asks about the product that the customer came from. */
  sendProduct(product: Product): void {
    const cover = pictureUrl(product.cover) ?? "";
    this.send({ info_type: 2, product_cover_url: cover, product_name: product.name, product_price: product.price });
    this.dismissProduct();
  }

  /** It is not offered again by the same address. */
  dismissProduct(): void {
    this.keep.write(OFFERED, offerOf(this.opening));
    this.product.value = null;
  }

  /** Behind what is to be seen, once that is drawn. What happens until the line is up is read at its hello. */
  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    window.setTimeout(() => this.follow());
  }

  private follow(): void {
    if (this.ended) return;
    this.push.start();
    void this.startFiles();
    void this.bringVisit();
    const { product, article } = this.opening;
    if (product) this.tell({ action: 2, remark: t().offer.seen(product.name) });
    if (article) this.tell({ action: 14, article_id: article });
  }

  /** The pages of the conversation say who the adviser is, too. */
  private async readHistory(length: number, before?: number): ReturnType<typeof calls.history> {
    const outcome = await calls.history(this.staff, length, before);
    this.begin();
    if (!isDone(outcome)) return outcome;
    const theirs = outcome.data.ret_data?.find((row) => row.send_type === 1) ?? outcome.data.ret_data?.[0];
    this.adviser.value = {
      name: textOf(outcome.data.user_name),
      position: textOf(outcome.data.user_position),
      avatar: textOf(theirs?.["user_avatar"]) || (this.adviser.value?.avatar ?? ""),
      phone: textOf(outcome.data.mingpian_phone),
      wechat: textOf(outcome.data.wechat),
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
