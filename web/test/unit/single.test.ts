// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { oneAtATime } from "@/core/single";

test("runs once more, however often it was asked for meanwhile", async () => {
  let runs = 0;
  let most = 0;
  let running = 0;
  const run = oneAtATime(async () => {
    most = Math.max(most, ++running);
    runs++;
    await Promise.resolve();
    running--;
  });
  await Promise.all([run(), run(), run()]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([runs, most]).toEqual([2, 1]);
  await run();
  expect(runs).toBe(3);
});

test("a run that fails holds up none after it", async () => {
  let fails = true;
  const run = oneAtATime(async () => {
    if (fails) throw new Error("x");
  });
  await expect(run()).rejects.toThrow("x");
  fails = false;
  await run();
});
