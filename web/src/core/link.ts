// SPDX-License-Identifier: Apache-2.0
/**
 * What of a login stands in the address of either page: a link, "#/login/TOKEN"; or how a browser comes from WeChat or WeCom,
 * "#/PLACE?login=CODE" (the code is good for a minute, and once) or "#/login_error?reason=WHY".
 */

import { idOf } from "./shape";

/** Whether the page was opened by one. */
export const isLink = (): boolean => location.hash.startsWith("#/login/");

/** Calls `linked` whenever one is opened where the page is open already, until what it gives back is called. */
export function onLink(linked: () => void): () => void {
  const heard = () => {
    if (isLink()) linked();
  };
  window.addEventListener("hashchange", heard);
  return () => window.removeEventListener("hashchange", heard);
}

export interface Arrival {
  /** Empty: it came by no login. */
  code: string;
  /** Why a login failed; empty: none did. */
  reason: string;
  /** Of a customer: to whose conversation the login was to lead; 0: it did not say. */
  staff: number;
}

/** What an address's hash says, and what is left of it. */
export function readArrival(hash: string): Arrival & { rest: string } {
  const mark = hash.indexOf("?");
  const place = mark < 0 ? hash : hash.slice(0, mark);
  const said = new URLSearchParams(mark < 0 ? "" : hash.slice(mark + 1));
  if (place === "#/login_error") return { code: "", reason: said.get("reason") ?? "unavailable", staff: 0, rest: "#/" };
  const code = said.get("login") ?? "";
  if (!/^[0-9A-Za-z]+$/.test(code)) return { code: "", reason: "", staff: 0, rest: hash };
  const staff = idOf(said.get("u"));
  said.delete("login");
  const left = said.toString();
  return { code, reason: "", staff, rest: left ? `${place}?${left}` : place };
}
