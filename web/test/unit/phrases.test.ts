// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { matching, slashAt } from "@/staff/phrases";
import { EMOJI } from "@/ui/emoji";

const list = ["您好，有什么可以帮您？", "门店周末也营业", "Free delivery, 5 to 7 days", "免费送货，周末也送"].map((language, index) => ({ language_id: index + 1, language }));
const found = (typed: string) => matching(list, typed).map((phrase) => phrase.language_id);

test("a slash begins a search at the start of a line only", () => {
  expect(slashAt("/周末", 3)).toEqual({ from: 0, to: 3, word: "周末" });
  expect(slashAt("你好\n/送", 5)).toEqual({ from: 3, to: 5, word: "送" });
  expect(slashAt("1/2", 3)).toBeNull();
  expect(slashAt("https://example.com", 19)).toBeNull();
  expect(slashAt("", 0)).toBeNull();
});

test("what is behind the caret is not part of it", () => {
  expect(slashAt("/周末好", 2)).toEqual({ from: 0, to: 2, word: "周" });
  expect(slashAt("/周末", 0)).toBeNull();
  expect(slashAt("/周\n好", 4)).toBeNull();
});

test("the signs that Chinese input methods give for the key count", () => {
  for (const sign of ["/", "／", "、"]) expect(slashAt(`${sign}送`, 2)?.word).toBe("送");
});

test("phrases are found by all the words, in any case", () => {
  expect(found("周末")).toEqual([2, 4]);
  expect(found("FREE days")).toEqual([3]);
  expect(found("周末 送")).toEqual([4]);
  expect(found("没有")).toEqual([]);
});

test("nothing typed offers all, in their order; those that begin so come first", () => {
  expect(found("")).toEqual([1, 2, 3, 4]);
  expect(found("免费")).toEqual([4]);
  expect(matching([...list, { language_id: 5, language: "周末愉快" }], "周末").map((phrase) => phrase.language_id)).toEqual([5, 2, 4]);
});

test("120 emoji are offered, each once", () => {
  const all = EMOJI.flatMap((group) => group.emoji);
  expect(all).toHaveLength(120);
  expect(new Set(all).size).toBe(120);
});
