// SPDX-License-Identifier: Apache-2.0
/** By what somebody can be reached, found in what they wrote. */

// Digits that may have been written in groups.
const DIGITS = /\d(?:[ -]?\d)*/g;
/** A number as it may be written alone: of any country, of a switchboard. */
const ALONE = /^\+?\d(?:[ -]*\d){5,19}$/;
/** One that says of itself that it is none of an order: with its country, or with the 0 before an area. */
const NAMED = /\+\d(?:[ -]?\d){6,14}(?!\d)|^0\d(?:[ -]?\d){7,12}$/g;
const MOBILE = /^(?:86)?(1[3-9]\d{9})$/;
const WECHAT = /(?:微信号?|\bwe ?chat|\bweixin|\bwx|\bvx)(?: ?id)?[\s:：是]*([a-z][\w-]{5,19})/i;

const WITHOUT = /[ -]/g;

/** A mainland mobile number without its country, any other as it is. */
const short = (phone: string): string => MOBILE.exec(phone.replace("+", ""))?.[1] ?? phone;

/** The phone number that a text is and nothing else: 6 to 20 digits, a + before them if it was written; null: it is none. */
export function numberOf(text: string): string | null {
  const written = text.trim();
  return ALONE.test(written) ? short(written.replace(WITHOUT, "")) : null;
}

/** The numbers in a text, without spaces and hyphens, each once: mainland mobile ones, and those that say that they are numbers. */
export function phonesIn(text: string): string[] {
  const mobile = [...text.matchAll(DIGITS)].flatMap(([run]) => {
    const whole = MOBILE.exec(run.replace(WITHOUT, ""));
    return whole ? [whole] : run.split(" ").map((part) => MOBILE.exec(part.replace(/-/g, "")));
  });
  const named = [...text.trim().matchAll(NAMED)].map(([number]) => short(number.replace(WITHOUT, "")));
  return [...new Set([...mobile.flatMap((match) => (match?.[1] ? [match[1]] : [])), ...named])];
}

export const isMobile = (phone: string): boolean => MOBILE.test(phone);

interface Said {
  id: number;
  send_type: number;
  info_type: number;
  [member: string]: unknown;
}

const isQuestion = (message: Said): boolean => message.send_type === 1 && message.info_type === 3;
const isText = (message: Said): boolean => message.send_type === 2 && message.info_type === 1;

/** The numbers that the customer has given when they were asked for it, by the ids of their messages (which are in order). */
export function answersIn(messages: readonly Said[]): ReadonlyMap<number, string> {
  const answers = new Map<number, string>();
  let asked = false;
  for (const message of messages) {
    asked ||= isQuestion(message);
    const text = typeof message["msg"] === "string" ? message["msg"] : "";
    const given = asked && isText(message) ? (numberOf(text) ?? phonesIn(text)[0]) : undefined;
    if (!given) continue;
    answers.set(message.id, given);
    asked = false;
  }
  return answers;
}

/** For what a question (info_type 3) asks, as its text says. */
export function askedFor(text: string): "phone" | "wechat" | "both" {
  const wechat = /微信|we ?chat/i.test(text);
  if (!wechat) return "phone";
  return /手机|电话|号码|phone|number/i.test(text.replace(/微信号码?/g, "")) ? "both" : "wechat";
}

/** What a text calls a WeChat id; null: nothing. */
export function wechatIn(text: string): string | null {
  return WECHAT.exec(text)?.[1] ?? null;
}

/** With the middle hidden: enough to know one's own. */
export function veiled(phone: string): string {
  const [first, last] = phone.length >= 10 ? [3, 4] : [1, 2];
  return `${phone.slice(0, first)}****${phone.slice(-last)}`;
}
