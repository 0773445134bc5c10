// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import type { Outcome } from "@/core/outcome";
import { openingOf } from "@/customer/opening";
import { Visit, type Step } from "@/customer/visit";

const done: Outcome<unknown> = { kind: "done", data: {} };
const later: Outcome<unknown> = { kind: "later", reason: "offline" };

let kept: Map<string, string>;
const storage = () => ({ getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }) as unknown as Storage;
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A visit to a staff user whose records are answered in this order, and then with "done". */
function visitTo(staff: number, answers: Outcome<unknown>[] = []) {
  const told: { step: Step; id: string }[] = [];
  const visit = new Visit(staff, async (step, id) => (told.push({ step, id }), answers.shift() ?? done), storage());
  return { visit, told };
}

beforeEach(() => (kept = new Map()));

test("the same thing has the same msg_id all the visit, also after a reload", () => {
  const first = visitTo(1);
  first.visit.tell({ action: 1 });
  const reloaded = visitTo(1);
  reloaded.visit.tell({ action: 1 });
  expect(first.told[0]!.id).toBe(reloaded.told[0]!.id);
  expect(first.told[0]!.id).toMatch(/^[!-~]{1,64}$/);
});

test("another product, another article and another staff user are other things", () => {
  const { visit, told } = visitTo(1);
  const steps: Step[] = [{ action: 1 }, { action: 2, remark: "a" }, { action: 2, remark: "b" }, { action: 14, article_id: 1 }, { action: 14, article_id: 2 }];
  steps.forEach((step) => visit.tell(step));
  const other = visitTo(2);
  other.visit.tell({ action: 1 });
  expect(new Set([...told, ...other.told].map(({ id }) => id)).size).toBe(6);
});

test("what was lost is told again when the network is back, what was taken is not", async () => {
  const { visit, told } = visitTo(1, [done, later]);
  visit.tell({ action: 1 });
  visit.tell({ action: 14, article_id: 3 });
  await settled();
  visit.again();
  await settled();
  visit.again();
  expect(told.map(({ step }) => step.action)).toEqual([1, 14, 14]);
  expect(told[1]!.id).toBe(told[2]!.id);
});

test("the address says for what the page was opened", () => {
  expect(openingOf("?u=7&product_name=%20云栖沙发%20&product_price=6880&product_cover_url=https://a.example/b.jpg&article_id=3")).toEqual({
    staff: 7,
    product: { name: "云栖沙发", price: "6880", cover: "https://a.example/b.jpg" },
    article: 3,
  });
});

test.each(["", "?u=", "?u=x", "?u=-1", "?u=1.5", "?u=9007199254740993"])("an address that names nobody (%s)", (search) => {
  expect(openingOf(search)).toEqual({ staff: 0, product: null, article: 0 });
});

test("a product without a name is none, a long one is cut", () => {
  expect(openingOf("?u=1&product_price=1&product_name=%20").product).toBeNull();
  expect(openingOf(`?u=1&product_name=${"沙".repeat(5000)}`).product?.name).toHaveLength(200);
});
