// SPDX-License-Identifier: Apache-2.0
/** What the list shows, in the address of the page and back: "?order=activity&source=1&name=ab". */
import type { CustomerQuery, Order } from "./calls";

export const ORDERS: readonly Order[] = ["-expedted_pr", "-last_activity_time", "-last_follow_time", "-create_date"];

const WORDS: Record<Order, string> = {
  "-expedted_pr": "chance",
  "-last_activity_time": "activity",
  "-last_follow_time": "follow",
  "-create_date": "newest",
};

const LONGEST_NAME = 256;

type RouteQuery = Record<string, unknown>;

/** What is not known of an address counts as not said. */
export function queryOf(route: RouteQuery): CustomerQuery {
  const order = ORDERS.find((known) => WORDS[known] === route["order"]) ?? "-expedted_pr";
  const source = /^[1-4]$/.test(String(route["source"])) ? Number(route["source"]) : 0;
  const name = typeof route["name"] === "string" ? route["name"].slice(0, LONGEST_NAME) : "";
  return { order, source, name };
}

export function routeQueryOf(query: CustomerQuery): Record<string, string> {
  return {
    ...(query.order === "-expedted_pr" ? {} : { order: WORDS[query.order] }),
    ...(query.source ? { source: String(query.source) } : {}),
    ...(query.name ? { name: query.name } : {}),
  };
}
