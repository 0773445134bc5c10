// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { initial, pictureUrl, pieces, plain } from "@/core/text";

test("what turns the direction of writing is dropped", () => {
  expect(plain("a\u202eb\u2066c\u200fd")).toBe("abcd");
});

test("links are http and https only, and end before punctuation", () => {
  expect(pieces("看 https://a.example/x?y=1。好")).toEqual([
    { kind: "text", text: "看 " },
    { kind: "link", text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
    { kind: "text", text: "。好" },
  ]);
  for (const text of ["javascript:alert(1)", "data:text/html,x", "//a.example", "<img src=x onerror=alert(1)>"])
    expect(pieces(text)).toEqual([{ kind: "text", text }]);
});

test("a picture comes by https or from our own store", () => {
  expect(pictureUrl("https://a.example/p.png")).toBe("https://a.example/p.png");
  expect(pictureUrl("/media/0a1b.jpg")).toBe("/media/0a1b.jpg");
  for (const url of ["", "http://a.example/p.png", "javascript:1", "/media/../x", "/etc/passwd", "data:image/png;base64,", "//a/b.png"])
    expect(pictureUrl(url)).toBeNull();
});

test("the stand-in is a whole character", () => {
  expect(initial("💗Rose")).toBe("💗");
  expect(initial(" rose")).toBe("R");
  expect(initial("\u202e")).toBe("?");
});
