// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { EnterKey } from "@/core/keys";

const press = (change: Partial<KeyboardEvent> = {}) => ({ key: "Enter", shiftKey: false, isComposing: false, keyCode: 13, ...change });

test("Enter sends with a keyboard, Shift+Enter and other keys do not", () => {
  const key = new EnterKey(() => 1000);
  expect(key.sends(press(), true)).toBe(true);
  expect(key.sends(press({ shiftKey: true }), true)).toBe(false);
  expect(key.sends(press({ key: "a" }), true)).toBe(false);
  expect(key.sends(press(), false)).toBe(false);
});

test("never while an input method composes, nor at once after", () => {
  let now = 1000;
  const key = new EnterKey(() => now);
  expect(key.sends(press({ isComposing: true }), true)).toBe(false);
  expect(key.sends(press({ keyCode: 229 }), true)).toBe(false);
  key.compositionEnded();
  now += 49;
  expect(key.sends(press(), true)).toBe(false);
  now += 1;
  expect(key.sends(press(), true)).toBe(true);
});
