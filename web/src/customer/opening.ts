// SPDX-License-Identifier: Apache-2.0
/** What the page was opened for, as its address says: ?u=STAFF, and a product or an article the customer came from. */
import { idOf } from "@/core/shape";

export interface Product {
  name: string;
  price: string;
  cover: string;
}

export interface Opening {
  /** 0: the address names nobody. */
  staff: number;
  product: Product | null;
  /** 0: none. */
  article: number;
}

const LONGEST_NAME = 200;
const LONGEST_PRICE = 40;
const LONGEST_ADDRESS = 2000;

/** `search`: "?u=1&product_name=…&product_price=…&product_cover_url=…", the members of a product inquiry. Whoever made the
 * address is unknown: what it says is shown to the customer before anything is sent. */
export function openingOf(search: string): Opening {
  const said = new URLSearchParams(search);
  const text = (member: string, longest: number) => (said.get(member) ?? "").trim().slice(0, longest);
  const product = {
    name: text("product_name", LONGEST_NAME),
    price: text("product_price", LONGEST_PRICE),
    cover: text("product_cover_url", LONGEST_ADDRESS),
  };
  return { staff: idOf(said.get("u")), product: product.name ? product : null, article: idOf(said.get("article_id")) };
}
