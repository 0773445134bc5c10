// SPDX-License-Identifier: Apache-2.0
/**
 * What the console knows: who is logged in, the list of conversations, the messages of those that were opened. Hints
 * come in here, what they are about is read by HTTP, and views look at the refs.
 */
import { computed, inject, ref, shallowRef, type InjectionKey, type Ref } from "vue";
import type { Session } from "@/api/session";
import { as, logOut, readSession, watchSession } from "@/api/session";
import { Conversation } from "@/core/conversation";
import { Keep } from "@/core/keep";
import { Line, type Hint, type LineState } from "@/core/line";
import { Outbox, type Content, type Outgoing } from "@/core/outbox";
import { isDone, type Outcome } from "@/core/outcome";
import { oneAtATime } from "@/core/single";
import { Tab } from "@/core/tab";
import { officeClock, type OfficeClock } from "@/core/time";
import { todayRef, type TodayRef } from "@/ui/today";
import { bringFiles } from "@/ui/bringFiles";
import type { Files } from "@/ui/files";
import * as calls from "./calls";
import { Drafts } from "./drafts";

const CONTACTS_A_PAGE = 40;
const TYPING_LASTS_MS = 5_000;

/** The first page of the list of conversations. */
export const firstContacts = () => calls.contacts(1, CONTACTS_A_PAGE);

export class Office {
  readonly clock: OfficeClock;
  readonly keep: Keep;
  readonly drafts: Drafts;
  readonly line = ref<LineState>("reconnecting");
  readonly today: TodayRef;
  readonly contacts = shallowRef<calls.Contact[]>([]);
  readonly contactsState = ref<"loading" | "there" | "trouble">("loading");
  readonly contactCount = ref(0);
  readonly unread = computed(() => this.contacts.value.reduce((sum, contact) => sum + contact.unread_msg_num, 0));
  readonly outgoing = shallowRef<readonly Outgoing[]>([]);
  readonly typing = ref<ReadonlySet<number>>(new Set());
  /** null: no pictures can be sent here. */
  readonly files = shallowRef<Files | null>(null);

  private readonly conversations = new Map<number, { conversation: Conversation; version: Ref<number> }>();
  private readonly tab: Tab;
  private readonly outbox: Outbox;
  private readonly push: Line;
  /** The customer whose conversation is open; 0: none. */
  private opened = 0;
  private ended = false;
  private unwatch: () => void = () => {};
  private readonly listeners = new Set<(hint: Hint) => void>();
  private readonly catchers = new Set<() => void>();

  /** `owner` hears that the session is over, or that the user has logged out; `asked`: the list, where it was asked for already. */
  constructor(
    readonly session: Session,
    private readonly owner: { over(): void; left(): void },
    private asked: ReturnType<typeof firstContacts> | null = null,
  ) {
    this.clock = officeClock(session.zone, session.now - Date.now());
    this.today = todayRef(this.clock);
    this.keep = new Keep(`user:${session.id}`);
    this.drafts = new Drafts(this.keep);
    this.tab = new Tab(this.keep);
    this.outbox = new Outbox(this.keep, this.tab, {
      send: (message) => as(session, () => calls.send(message.peer, message.content, message.key)),
      changed: () => (this.outgoing.value = this.outbox.all()),
      taken: (message) => void this.conversation(message.peer).conversation.readNew(),
    });
    this.outgoing.value = this.outbox.all();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.push = new Line(`${scheme}//${location.host}${calls.PUSH_PATH}`, {
      hint: (hint) => this.took(hint),
      catchUp: () => this.catchUp(),
      state: (state) => {
        this.line.value = state;
        if (state === "over") this.owner.over();
      },
      stillIn: async () => (await readSession("staff")).kind !== "login",
    });
  }

  start(): void {
    for (const event of ["visibilitychange", "pageshow", "online", "focus"]) window.addEventListener(event, this.woken, true);
    window.addEventListener("offline", this.lost);
    this.unwatch = watchSession(this.session);
    this.outbox.resume();
    void this.readContacts().then(() => this.follow());
  }

  /** Behind what is to be seen. What happens until the line is up is read at its hello. */
  private follow(): void {
    if (this.ended) return;
    this.push.start();
    void this.startFiles();
  }

  private async startFiles(): Promise<void> {
    this.files.value = await bringFiles(this.session, calls.AREA, this.keep, this.tab, this.outbox);
    this.files.value?.uploads.restore();
  }

  stop(): void {
    this.ended = true;
    this.today.stop();
    for (const event of ["visibilitychange", "pageshow", "online", "focus"]) window.removeEventListener(event, this.woken, true);
    window.removeEventListener("offline", this.lost);
    this.push.stop();
    this.unwatch();
    this.outbox.stop();
    this.files.value?.uploads.stop();
    this.tab.close();
  }

  /** The user came back to the page, or asks for the line. */
  readonly woken = (): void => this.push.woken();
  private readonly lost = (): void => this.push.lost();

  /** Calls `heard` for each hint, until what it gives back is called. */
  listen(heard: (hint: Hint) => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  /** Calls `caughtUp` whenever hints may have been missed, until what it gives back is called. */
  onCatchUp(caughtUp: () => void): () => void {
    this.catchers.add(caughtUp);
    return () => this.catchers.delete(caughtUp);
  }

  // ---- the list of conversations ----

  /** The first page anew. */
  readonly readContacts = oneAtATime(() => this.readFirstContacts());

  private async readFirstContacts(): Promise<void> {
    const outcome = await (this.asked ?? firstContacts());
    this.asked = null;
    if (!isDone(outcome)) {
      if (this.contacts.value.length === 0) this.contactsState.value = "trouble";
      return;
    }
    const fresh = outcome.data.ret_data ?? [];
    const ids = new Set(fresh.map((contact) => contact.customer_id));
    this.contacts.value = [...fresh, ...this.contacts.value.filter((contact) => !ids.has(contact.customer_id))];
    this.contactCount.value = outcome.data.data_count ?? 0;
    this.contactsState.value = "there";
  }

  /** Further rows of the list. */
  async readMoreContacts(): Promise<void> {
    const page = Math.floor(this.contacts.value.length / CONTACTS_A_PAGE) + 1;
    const outcome = await calls.contacts(page, CONTACTS_A_PAGE);
    if (!isDone(outcome)) return;
    const known = new Set(this.contacts.value.map((contact) => contact.customer_id));
    this.contacts.value = [...this.contacts.value, ...(outcome.data.ret_data ?? []).filter((contact) => !known.has(contact.customer_id))];
  }

  contact(customer: number): calls.Contact | undefined {
    return this.contacts.value.find((contact) => contact.customer_id === customer);
  }

  // ---- one conversation ----

  /** The conversation with a customer, and a count of its changes. */
  conversation(customer: number): { conversation: Conversation; version: Ref<number> } {
    let opened = this.conversations.get(customer);
    if (!opened) {
      const version = ref(0);
      const conversation = new Conversation(
        {
          history: (length, before) => calls.history(customer, length, before),
          after: (id) => calls.messagesAfter(customer, id),
          acknowledge: (id) => calls.acknowledge(customer, id),
        },
        () => version.value++,
      );
      opened = { conversation, version };
      this.conversations.set(customer, opened);
    }
    return opened;
  }

  open(customer: number): void {
    this.opened = customer;
  }

  isOpen(customer: number): boolean {
    return this.opened === customer;
  }

  send(customer: number, content: Content): void {
    this.outbox.add(customer, content);
  }

  retry(key: string): void {
    this.outbox.retry(key);
  }

  sayTyping(customer: number): void {
    this.push.typing({ customer_id: customer });
  }

  /** Ends the session, and with it what this browser keeps of the user. */
  async logOut(): Promise<Outcome<unknown>> {
    const outcome = await logOut("staff");
    if (outcome.kind !== "done" && outcome.kind !== "login") return outcome;
    this.outbox.clear();
    this.files.value?.uploads.clear();
    this.keep.wipe();
    this.owner.left();
    return outcome;
  }

  // ---- hints ----

  private took(hint: Hint): void {
    if (hint.event === "message") {
      this.setTyping(hint.customer_id, hint.send_type !== 2 && this.typing.value.has(hint.customer_id));
      if (hint.customer_id === this.opened) this.readOpened();
      void this.readContacts();
    } else if (hint.event === "read") {
      // Here send_type is who has read: 1 this user (on another page), 2 the customer.
      if (hint.send_type === 2) this.conversations.get(hint.customer_id)?.conversation.readByCustomer(hint.id);
      if (hint.send_type === 1) void this.readContacts();
    } else if (hint.event === "customer" && hint.what === "profile") {
      void this.readContacts();
    } else if (hint.event === "typing") {
      this.setTyping(hint.customer_id, true);
      window.setTimeout(() => this.setTyping(hint.customer_id, false), TYPING_LASTS_MS);
    }
    for (const heard of this.listeners) heard(hint);
  }

  private setTyping(customer: number, types: boolean): void {
    if (this.typing.value.has(customer) === types) return;
    const next = new Set(this.typing.value);
    if (types) next.add(customer);
    else next.delete(customer);
    this.typing.value = next;
  }

  private catchUp(): void {
    void this.readContacts();
    this.readOpened();
    for (const caughtUp of this.catchers) caughtUp();
  }

  private readOpened(): void {
    if (this.opened) void this.conversation(this.opened).conversation.readNew();
  }
}

export const OFFICE: InjectionKey<Office> = Symbol("office");

export function useOffice(): Office {
  const office = inject(OFFICE);
  if (!office) throw new Error("outside of the console");
  return office;
}
