// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import { Renewal } from "@/core/renewal";
import { Memory } from "./memory";

let storage: Memory;
let reloads: number;

/** A page, from its start; `well` lets it run for as long as one does that lacks nothing. */
function page({ reachable = true, notes = true } = {}) {
  let well = () => {};
  const renewal = new Renewal({
    storage: notes ? storage : null,
    reachable: () => Promise.resolve(reachable),
    reload: () => reloads++,
    after: (_, run) => (well = run),
  });
  renewal.start();
  return { renewal, well: () => well() };
}

beforeEach(() => {
  storage = new Memory();
  reloads = 0;
});

test("a part that is gone loads the page anew, once, however many are", async () => {
  const { renewal } = page();
  await Promise.all([renewal.failed(), renewal.failed()]);
  expect(reloads).toBe(1);
  await page().renewal.failed();
  expect(reloads).toBe(1);
});

test("after a page that ran well the next upgrade loads it anew, too", async () => {
  await page().renewal.failed();
  page().well();
  await page().renewal.failed();
  expect(reloads).toBe(2);
});

test("a page that lacks something does not run well", async () => {
  await page().renewal.failed();
  const second = page();
  await second.renewal.failed();
  second.well();
  await page().renewal.failed();
  expect(reloads).toBe(1);
});

test("without the server, or where nothing can be noted, the page stays", async () => {
  await page({ reachable: false }).renewal.failed();
  await page({ notes: false }).renewal.failed();
  expect(reloads).toBe(0);
  await page().renewal.failed();
  expect(reloads).toBe(1);
});
