// SPDX-License-Identifier: Apache-2.0
/** Texts of foreign origin made fit to be shown. They are only ever put into text nodes. */

// What turns the direction of the text around it: U+061C, U+200E, U+200F, U+202A–202E, U+2066–2069.
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// A dozen of them on one letter is no writing, and thousands hold the page up for seconds.
const MARKS = /([\p{M}\p{Cf}]{8})[\p{M}\p{Cf}]+/gu;
const LINK = /https?:\/\/[^\s<>"'，。；！？、（）《》【】]+/gi;

const LINK_ENDS = ".,;:!?)";
const MOST_LINKS = 50;

/** A member of a message, where it is a text. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Without controls of writing direction, and with at most 8 marks and joiners in a row. */
export function plain(text: string): string {
  // Of a name that is missing in an answer nothing is shown.
  return textOf(text).replace(DIRECTION, "").replace(MARKS, "$1");
}

export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

function linkOf(text: string): string | null {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link as it was meant, without what ends the sentence around it. */
function withoutEnd(link: string): string {
  let end = link.length;
  while (LINK_ENDS.includes(link.charAt(end - 1))) end--;
  return link.slice(0, end);
}

/** The text in pieces, those that are links to the web apart: the first 50 of them. */
export function pieces(text: string): Piece[] {
  const clean = plain(text);
  const found: Piece[] = [];
  let [from, tries] = [0, 0];
  for (const match of clean.matchAll(LINK)) {
    if (++tries > MOST_LINKS) break;
    const shown = withoutEnd(match[0]);
    const href = linkOf(shown);
    if (!href) continue;
    if (match.index > from) found.push({ kind: "text", text: clean.slice(from, match.index) });
    found.push({ kind: "link", text: shown, href });
    from = match.index + shown.length;
  }
  if (from < clean.length) found.push({ kind: "text", text: clean.slice(from) });
  return found;
}

/** The first of the pieces, up to so many characters; a link that is too long for them is left out. The same list where all of it fits. */
export function cut(all: readonly Piece[], longest: number): readonly Piece[] {
  let room = longest;
  const end = all.findIndex(({ text }) => (room -= text.length) < 0);
  const piece = all[end];
  if (!piece) return all;
  const rest = piece.kind === "text" ? piece.text.slice(0, room + piece.text.length) : "";
  return [...all.slice(0, end), { kind: "text", text: `${rest}…` }];
}

// The name of a picture or video as the server makes it; anything else there leads elsewhere, as ".." does.
const OURS = /^\/media\/[0-9a-f]{40}\.(?:jpg|png|webp|gif|mp4)$/;

/** A picture's address, if it is one that may be loaded: https, or one of our own store. */
export function pictureUrl(url: string): string | null {
  if (OURS.test(url)) return url;
  return linkOf(url)?.startsWith("https:") ? url : null;
}

/** With a capital at its beginning, where the script has them. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The letter that stands in for a missing picture. */
export function initial(name: string): string {
  return [...plain(name).trim()][0]?.toUpperCase() ?? "?";
}
