// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { Keep } from "@/core/keep";
import { isNumber, isRecord, isText } from "@/core/shape";
import { Drafts } from "@/staff/drafts";
import { Memory } from "./memory";

const storage = new Memory();
const keep = new Keep("user:7", storage, new EventTarget());
const put = (name: string, text: string) => storage.setItem(`leida:user:7:${name}`, text);

test("what is kept is read if it is of the shape that is asked for", () => {
  const shapes = { '"a"': isText, "1": isNumber, '{"a":1}': isRecord };
  for (const text of [...Object.keys(shapes), "null", "[null]", "true", "1e999", "not JSON", ""])
    for (const [own, is] of Object.entries(shapes)) {
      put("x", text);
      expect(keep.read<unknown>("x", is as (value: unknown) => value is unknown)).toEqual(text === own ? JSON.parse(own) : null);
    }
});

test("a draft that is no text is none", () => {
  for (const [id, text] of Object.entries({ 1: "5", 2: "null", 3: "{}", 4: '["x"]' })) put(`draft:${id}`, text);
  put("draft:5", '"hello"');
  put("draft-name:5", "{}");
  const drafts = new Drafts(keep);
  expect([...drafts.all.value.values()]).toEqual([{ customer: 5, name: "", text: "hello" }]);
  expect([drafts.of(1), drafts.of(5)]).toEqual(["", "hello"]);
});
