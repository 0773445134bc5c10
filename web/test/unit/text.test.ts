// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { cut, initial, pictureUrl, pieces, plain } from "@/core/text";

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
  for (const url of ["", "http://a.example/p.png", "javascript:1", "/media/../x", "/etc/passwd", "data:image/png;base64,", "//a/b.png"])
    expect(pictureUrl(url)).toBeNull();
});

test("a picture of our own store has a name as the server makes it", () => {
  const key = "c94a690b036d0fe7733395cb01981a7bae4394b3";
  for (const kind of ["jpg", "png", "webp", "gif", "mp4"]) expect(pictureUrl(`/media/${key}.${kind}`)).toBe(`/media/${key}.${kind}`);
  const others = ["..", ".", "...", "..jpg", "0a1b.jpg", key, `${key}.pdf`, `${key}.svg`, `${key}.jpg.png`, `${key}a.jpg`, `${key.toUpperCase()}.jpg`];
  for (const name of [...others, `${key}.jpg\n`, `${key}.jpg/..`, `../media/${key}.jpg`]) expect(pictureUrl(`/media/${name}`)).toBeNull();
});

test("the stand-in is a whole character", () => {
  expect(initial("💗Rose")).toBe("💗");
  expect(initial(" rose")).toBe("R");
  expect(initial("\u202e")).toBe("?");
});

test.each(["\u0301", "\u200d", "\u0e4a", "\ufe0f", "\u200b", "\u{e0100}"])("no more than 8 of %j stand in a row", (mark) => {
  expect(plain(`Z${mark.repeat(32_000)}a`)).toBe(`Z${mark.repeat(8)}a`);
  expect(plain(`Z${mark.repeat(8)}a`)).toBe(`Z${mark.repeat(8)}a`);
});

test("people, flags and other scripts stay as they are", () => {
  for (const text of ["👩🏽‍❤️‍💋‍👨🏻", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "ที่นี่", "हिन्दी", "é"]) expect(plain(text)).toBe(text);
});

test("the first 50 links are links, and the rest is text", () => {
  const text = "http://a ".repeat(7000);
  const found = pieces(text);
  expect(found.filter(({ kind }) => kind === "link")).toHaveLength(50);
  expect(found.map((piece) => piece.text).join("")).toBe(text);
});

test("a link ends before all that ends a sentence, however much it is", () => {
  expect(pieces(`http://a.example/x${"!".repeat(60_000)}`)[0]).toEqual({ kind: "link", text: "http://a.example/x", href: "http://a.example/x" });
  expect(pieces(`http://${"?".repeat(60_000)}`)).toHaveLength(1);
});

test("a long text is cut, and no link in it", () => {
  const [words, link] = [{ kind: "text", text: "abc" }, { kind: "link", text: "http://a", href: "http://a/" }] as const;
  const both = [words, link];
  expect(cut(both, 11)).toBe(both);
  expect(cut([words, link], 10)).toEqual([words, { kind: "text", text: "…" }]);
  expect(cut([words, link], 2)).toEqual([{ kind: "text", text: "ab…" }]);
});
