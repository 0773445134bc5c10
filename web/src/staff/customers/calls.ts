// SPDX-License-Identifier: Apache-2.0
/** The routes about customers: who they are, what was noted of them, what they did. */
import { ask, client, unsigned } from "@/api/client";
import type { components } from "@/api/schema";
import type { Page } from "@/core/endless";
import { isDone, type Outcome } from "@/core/outcome";
import { hasRows } from "@/core/shape";
import { actions as actionRows, AREA, type Action, type Rows } from "../calls";

export type { Action };

export type Order = "-expedted_pr" | "-last_activity_time" | "-last_follow_time" | "-create_date";

export interface CustomerQuery {
  order: Order;
  /** How the customer came, 1 to 4; 0: any way. */
  source: number;
  /** Part of the name. */
  name: string;
}

export interface CustomerRow {
  customer_id: number;
  customer_username: string;
  memo_name?: string;
  headimgurl: string;
  expedted_pr: number;
  last_activity_time: string;
  last_follow_time: string;
  follow_status: string;
  source: number | null;
  /** The first of them. */
  tags?: { id: number; name: string }[];
}

export interface Profile {
  id: number;
  username: string;
  headimgurl: string;
  expected_time: string | null;
  expedted_pr: string;
  superior: string;
  source: string;
  memo_name: string | null;
  phone: string;
  email: string;
  company: string;
  position: string;
  address: string;
  birthday: string;
  mem: string;
  tag: string[];
  sex: number | null;
  day_interval: number;
}

export interface Note {
  follow_info: string;
  create_date: string;
  user_customer_flowup__user__username: string;
}

export interface TagGroup {
  name: string;
  tags: { id: number; name: string; is_select: boolean }[];
}

export interface Counts {
  totalCount?: number;
  detail?: { action: number; name: string; count: number }[];
}

export type ProfileChange = components["schemas"]["update_information"];

/** Where the API says "no data", a list is empty. */
const NO_DATA = 302;

function page<Row>(outcome: Outcome<Rows<Row>>): Outcome<Page<Row>> {
  if (outcome.kind === "refused" && outcome.code === NO_DATA) return { kind: "done", data: { rows: [], count: 0 } };
  if (!isDone(outcome)) return outcome;
  const rows = outcome.data.ret_data ?? [];
  return { kind: "done", data: { rows, count: outcome.data.data_count ?? rows.length } };
}

const pageOf = async <Row>(call: Promise<Outcome<unknown>>) => page((await call) as Outcome<Rows<Row>>);

/** `customer`: this one alone, if the query lets it through. */
export const customers = (query: CustomerQuery, current_page: number, length: number, customer?: number) =>
  pageOf<CustomerRow>(
    ask(
      client.GET(`${AREA}/tongxunlu`, {
        params: {
          query: unsigned({
            order: query.order,
            current_page,
            length,
            rows: "full" as const,
            ...(query.source ? { customer__source: query.source } : {}),
            ...(query.name ? { username: query.name } : {}),
            ...(customer ? { customer_id: customer } : {}),
          }),
        },
      }),
      hasRows,
    ),
  );

export async function profile(customer_id: number): Promise<Outcome<Profile>> {
  const outcome = await pageOf<Profile>(ask(client.GET(`${AREA}/customer`, { params: { query: unsigned({ customer_id }) } }), hasRows));
  if (!isDone(outcome)) return outcome;
  const row = outcome.data.rows[0];
  return row ? { kind: "done", data: row } : { kind: "refused", code: NO_DATA, text: "", faults: [] };
}

const toCustomer = (id: number) => ({ path: { id }, query: unsigned({}) });

export const changeProfile = (id: number, body: ProfileChange) =>
  ask(client.POST(`${AREA}/customer/update_information/{id}`, { params: toCustomer(id), body }));

export const setChance = (id: number, expedted_pr: number) =>
  ask(client.POST(`${AREA}/customer/update_expected_pr/{id}`, { params: toCustomer(id), body: { expedted_pr } }));

export const setExpectedDay = (id: number, expected_time: string) =>
  ask(client.POST(`${AREA}/customer/update_expected_time/{id}`, { params: toCustomer(id), body: { expected_time } }));

export const tagGroups = (customer_id: number) =>
  ask(client.GET(`${AREA}/tag_list`, { params: { query: unsigned({ customer_id }) } }), hasRows) as Promise<Outcome<{ ret_data?: TagGroup[] }>>;

/** Replaces all tags of the customer. */
export const setTags = (id: number, tags: number[]) =>
  ask(client.POST(`${AREA}/tag_list/customer_tag/{id}`, { params: toCustomer(id), body: { tag_list: tags } }));

/** Makes a tag of the company's, which the customer bears. */
export const addTag = (id: number, name: string) => ask(client.POST(`${AREA}/tag_list/add_tag/{id}`, { params: toCustomer(id), body: { name } }));

export const notes = (customer_id: number, current_page: number, length: number) =>
  pageOf<Note>(ask(client.GET(`${AREA}/follow_info`, { params: { query: unsigned({ customer_id, current_page, length }) } }), hasRows));

export const addNote = (id: number, follow_info: string) =>
  ask(client.POST(`${AREA}/follow_info/add/{id}`, { params: toCustomer(id), body: { follow_info } }));

export const actions = (customer_id: number, current_page: number, length: number) => pageOf<Action>(actionRows({ customer_id }, current_page, length));

export const counts = (customer_id: number, since: string, until: string) =>
  ask(
    client.GET(`${AREA}/action/customer_detail`, { params: { query: unsigned({ customer_id, create_date__gte: since, create_date__lt: until }) } }),
  ) as Promise<Outcome<Counts>>;
