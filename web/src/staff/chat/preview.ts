// SPDX-License-Identifier: Apache-2.0
/** The list of conversations: what is written of the last message, and who stands in it for a draft alone. */
import { plain } from "@/core/text";
import type { Catalogue } from "@/i18n/zh";
import type { Contact } from "../calls";
import type { Draft } from "../drafts";

const PRODUCT = "向您咨询:";
/** Of one line no more can be seen, and a message may be a book. */
const MOST_SHOWN = 300;

/** What the API says in Chinese words, in the language of the page. */
function wordsOf(msg: string, texts: Catalogue): string {
  if (msg === "[图片]") return texts.chat.picture;
  if (msg === "[视频]") return texts.chat.video;
  return msg.startsWith(PRODUCT) ? texts.chat.asksAbout(msg.slice(PRODUCT.length)) : msg;
}

/** The last message; of one's own with who wrote it before it. */
export function previewOf(contact: Contact, texts: Catalogue): string {
  const words = plain(wordsOf(contact.msg, texts)).slice(0, MOST_SHOWN);
  return contact.send_type === 1 ? texts.chat.mine(words) : words;
}

/** Drafts to those who have no row in the list. */
export function loneDrafts(drafts: ReadonlyMap<number, Draft>, contacts: readonly Contact[]): Draft[] {
  const known = new Set(contacts.map((contact) => contact.customer_id));
  return [...drafts.values()].filter((draft) => !known.has(draft.customer));
}

/** Whether one of the texts has the word, which is in lower case. */
export const found = (word: string, ...texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(word));
