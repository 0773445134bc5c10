// SPDX-License-Identifier: Apache-2.0
/** The routes of the customer's side, each as a function that says what became of it. */
import { ask, client, unsigned } from "@/api/client";
import type { Content } from "@/core/outbox";
import type { Message } from "@/core/thread";
import type { Outcome } from "@/core/outcome";
import { hasId, hasRows } from "@/core/shape";
import type { Step } from "./visit";

export const AREA = "/zhugeleida/gongzhonghao";
export const PUSH_PATH = `${AREA}/push`;

export interface Page {
  ret_data?: Message[];
  mingpian_phone?: string;
  wechat?: string;
  user_name?: string;
  user_position?: string;
}

/** Marks as read what it gives: for a page that is seen. */
export const history = (u_id: number, length: number, before?: number) =>
  ask(client.GET(`${AREA}/chat`, { params: { query: unsigned({ u_id, length, ...(before ? { before } : {}) }) } }), hasRows) as Promise<Outcome<Page>>;

/** Marks nothing. `more`: ask again behind the last row. */
export const messagesAfter = (u_id: number, after: number) =>
  ask(client.GET(`${AREA}/chat/getmsg/{n}`, { params: { path: { n: 0 }, query: unsigned({ u_id, after }) } }), hasRows) as Promise<
    Outcome<{ ret_data?: Message[]; more?: boolean }>
  >;

export const acknowledge = (u_id: number, id: number) =>
  ask(client.POST(`${AREA}/chat/ack/{n}`, { params: { path: { n: 0 }, query: unsigned({}) }, body: { u_id, id } }));

export const send = (u_id: number, content: Content, msg_id: string) =>
  ask(
    client.POST(`${AREA}/chat/send_msg/{n}`, {
      params: { path: { n: 0 }, query: unsigned({}) },
      body: { u_id, content: JSON.stringify(content), msg_id },
    }),
    hasId,
  ) as Promise<Outcome<{ id?: number }>>;

/** What the customer did. */
export const record = (u_id: number, step: Step, msg_id: string) =>
  ask(client.POST(`${AREA}/action/record/{n}`, { params: { path: { n: 0 }, query: unsigned({}) }, body: { u_id, ...step, msg_id } }));
