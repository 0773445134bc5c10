// SPDX-License-Identifier: Apache-2.0
/** The routes of the staff side, each as a function that says what became of it. */
import { ask, client, unsigned } from "@/api/client";
import type { Content } from "@/core/outbox";
import type { Message } from "@/core/thread";
import type { Outcome } from "@/core/outcome";
import { hasId, hasRows } from "@/core/shape";

export const AREA = "/zhugeleida/qiyeweixin";
export const PUSH_PATH = `${AREA}/push`;

export interface Rows<Row> {
  ret_data?: Row[];
  data_count?: number;
}

export interface Contact {
  customer_id: number;
  src: string;
  name: string;
  memo_name?: string;
  id: number;
  send_type: number;
  dateTime: string;
  msg: string;
  unread_msg_num: number;
  /** Empty, or that the customer does not follow the official account. */
  is_subscribe_text: string;
  customer_source_text: string;
}

export const contacts = (page: number, length: number) =>
  ask(client.GET(`${AREA}/contact`, { params: { query: unsigned({ current_page: page, length, rows: "full" as const }) } }), hasRows) as Promise<Outcome<Rows<Contact>>>;

/** Marks as read what it gives: for a page that is seen. */
export const history = (customer_id: number, length: number, before?: number) =>
  ask(client.GET(`${AREA}/chat`, { params: { query: unsigned({ customer_id, length, ...(before ? { before } : {}) }) } }), hasRows) as Promise<
    Outcome<Rows<Message>>
  >;

/** Marks nothing. `more`: ask again behind the last row. */
export const messagesAfter = (customer_id: number, after: number) =>
  ask(client.GET(`${AREA}/chat/getmsg/{n}`, { params: { path: { n: 0 }, query: unsigned({ customer_id, after }) } }), hasRows) as Promise<
    Outcome<Rows<Message> & { more?: boolean }>
  >;

export const acknowledge = (customer_id: number, id: number) =>
  ask(client.POST(`${AREA}/chat/ack/{n}`, { params: { path: { n: 0 }, query: unsigned({}) }, body: { customer_id, id } }));

export const send = (customer_id: number, content: Content, msg_id: string) =>
  ask(
    client.POST(`${AREA}/chat/send_msg/{n}`, {
      params: { path: { n: 0 }, query: unsigned({}) },
      body: { customer_id, content: JSON.stringify(content), msg_id },
    }),
    hasId,
  ) as Promise<Outcome<{ id?: number }>>;

/** Their own code of the official account. */
export const qrCode = () =>
  ask(client.GET(`${AREA}/qr_code_auth`, { params: { query: unsigned({ kind: "gzh" as const }) } })) as Promise<Outcome<{ qr_code?: string }>>;

export const phrases = () =>
  ask(client.GET(`${AREA}/follow_language`, { params: { query: unsigned({}) } })) as Promise<
    Outcome<{ ret_data?: { follow_language_data?: { language_id: number; language: string }[] } }>
  >;

export const addPhrase = (custom_language: string) =>
  ask(client.POST(`${AREA}/follow_language/add/{n}`, { params: { path: { n: 0 }, query: unsigned({}) }, body: { custom_language } }));

export const deletePhrase = (id: number) =>
  ask(client.POST(`${AREA}/follow_language/delete/{id}`, { params: { path: { id }, query: unsigned({}) }, body: {} }));

// ---- what customers did ----

/** A row of the action log. It has no id; `log` is the customer's own name with the remark behind it. */
export interface Action {
  customer_id: number;
  headimgurl: string;
  log: string;
  create_date: string;
  action: number;
}

export interface ActionFilter {
  customer_id?: number;
  action?: number;
  create_date__gte?: string;
}

/** Days of the office, both included. */
export interface Days {
  from: string;
  to: string;
}

const ofDays = (days: Days) => ({ create_date__gte: days.from, create_date__lt: days.to });

export const actions = (filter: ActionFilter, page: number, length: number) =>
  ask(client.GET(`${AREA}/action/time`, { params: { query: unsigned({ ...filter, current_page: page, length }) } }), hasRows) as Promise<
    Outcome<Rows<Action>>
  >;

/** Rows that this has not yet given, to any page of the user. */
export const newActions = () => ask(client.GET(`${AREA}/action/get_new_log`, { params: { query: unsigned({}) } })) as Promise<Outcome<Rows<unknown>>>;

/** How many actions of each kind, by its number. */
export type Counts = Record<string, number>;

export const countActions = (days: Days) =>
  ask(client.GET(`${AREA}/action/count`, { params: { query: unsigned({ ...ofDays(days), by: "day" as const }) } })) as Promise<
    Outcome<{ detail?: Counts; days?: { date: string; detail: Counts }[] }>
  >;

export interface RankedCustomer {
  customer_id: number;
  customer_username: string;
  memo_name?: string;
  headimgurl: string;
  action_count: number;
}

export const rankCustomers = (days: Days, length: number) =>
  ask(client.GET(`${AREA}/action/customer`, { params: { query: unsigned({ ...ofDays(days), current_page: 1, length, rows: "full" as const }) } }), hasRows) as Promise<
    Outcome<Rows<RankedCustomer>>
  >;

export interface NamedCustomer {
  customer_id: number;
  customer_username: string;
  memo_name?: string;
  headimgurl: string;
}

/** Customers by name, or one of them by id; those who did something last come first. */
export const findCustomers = (filter: { username?: string; customer_id?: number }, length: number) =>
  ask(
    client.GET(`${AREA}/tongxunlu`, { params: { query: unsigned({ ...filter, order: "-last_activity_time" as const, current_page: 1, length, rows: "full" as const }) } }),
    hasRows,
  ) as Promise<Outcome<Rows<NamedCustomer>>>;
