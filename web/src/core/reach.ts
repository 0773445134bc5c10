// SPDX-License-Identifier: Apache-2.0
/** By what somebody can be reached, found in what they wrote. */

// Digits that may have been written in groups.
const DIGITS = /\d(?:[ -]?\d)*/g;
const MOBILE = /^(?:86)?(1[3-9]\d{9})$/;
const WECHAT = /(?:微信号?|\bwe ?chat|\bweixin|\bwx|\bvx)(?: ?id)?[\s:：是]*([a-z][\w-]{5,19})/i;

/** The mainland mobile numbers in a text, digits alone, each once. */
export function phonesIn(text: string): string[] {
  const found = [...text.matchAll(DIGITS)].flatMap(([run]) => {
    const whole = MOBILE.exec(run.replace(/[ -]/g, ""));
    return whole ? [whole] : run.split(" ").map((part) => MOBILE.exec(part.replace(/-/g, "")));
  });
  return [...new Set(found.flatMap((match) => (match?.[1] ? [match[1]] : [])))];
}

/** What a text calls a WeChat id; null: nothing. */
export function wechatIn(text: string): string | null {
  return WECHAT.exec(text)?.[1] ?? null;
}

/** With the middle hidden: enough to know one's own. */
export function veiled(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
