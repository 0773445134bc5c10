// SPDX-License-Identifier: Apache-2.0
/** The routes of the staff side, each as a function that says what became of it. */
import { ask, client } from "@/api/client";
import type { Content } from "@/core/outbox";
import type { Message } from "@/core/thread";
import type { Outcome } from "@/core/outcome";

// The cookie says who asks: what signs a request elsewhere is left out (docs/api.md, sessions).
type Query<T> = T & { user_id: number; timestamp: number; rand_str: string };
export const unsigned = <T extends object>(query: T) => query as unknown as Query<T>;

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
  id: number;
  send_type: number;
  dateTime: string;
  msg: string;
  unread_msg_num: number;
  customer_source_text: string;
}

export const contacts = (page: number, length: number) =>
  ask(client.GET(`${AREA}/contact`, { params: { query: unsigned({ current_page: page, length }) } })) as Promise<Outcome<Rows<Contact>>>;

/** Marks as read what it gives: for a page that is seen. */
export const history = (customer_id: number, length: number, before?: number) =>
  ask(client.GET(`${AREA}/chat`, { params: { query: unsigned({ customer_id, length, ...(before ? { before } : {}) }) } })) as Promise<
    Outcome<Rows<Message>>
  >;

/** Marks nothing. `more`: ask again behind the last row. */
export const messagesAfter = (customer_id: number, after: number) =>
  ask(client.GET(`${AREA}/chat/getmsg/{n}`, { params: { path: { n: 0 }, query: unsigned({ customer_id, after }) } })) as Promise<
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
  ) as Promise<Outcome<{ id?: number }>>;

export const phrases = () =>
  ask(client.GET(`${AREA}/follow_language`, { params: { query: unsigned({}) } })) as Promise<
    Outcome<{ ret_data?: { follow_language_data?: { language_id: number; language: string }[] } }>
  >;
