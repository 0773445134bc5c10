// SPDX-License-Identifier: Apache-2.0
/** Logging in by WeChat or WeCom: the code that the page came with becomes a session. */
import { arrival } from "@/core/arrival";
import type { Outcome } from "@/core/outcome";
import { isNumber, isRecord, isText } from "@/core/shape";
import { call, logIn, type Session } from "./session";

const AREAS = { customer: "/zhugeleida/gongzhonghao/work_gongzhonghao_auth", staff: "/zhugeleida/qiyeweixin/work_weixin_auth" };

interface Exchanged {
  session: string;
  company_id: number;
  uid?: number | null;
}

const isExchanged = (data: unknown): boolean => isRecord(data) && isText(data["session"]) && isNumber(data["company_id"]);

const nameOf = (kind: Session["kind"]) => `leida:company:${kind}`;

/** Where a login of the company begins, if this browser has been there before, or the address says so (?company=ID). */
export function startOf(kind: Session["kind"]): string | null {
  let company = new URLSearchParams(location.search).get("company") ?? "";
  try {
    company ||= localStorage.getItem(nameOf(kind)) ?? "";
  } catch {
    // Nothing is kept in this browser.
  }
  if (!/^[1-9][0-9]{0,15}$/.test(company)) return null;
  const inWeChat = /MicroMessenger|wxwork/i.test(navigator.userAgent);
  return `${AREAS[kind]}/${company}${kind === "staff" && !inWeChat ? "?via=qr" : ""}`;
}

/** Whom a customer came to stands in the page's address from now on. */
function noteStaff(uid: number | null | undefined): void {
  if (!uid) return;
  const search = new URLSearchParams(location.search);
  search.set("u", String(uid));
  history.replaceState(null, "", `${location.pathname}?${search.toString()}${location.hash}`);
}

/** Uses the code up that the page came with; null: it came with none. */
export async function arrive(kind: Session["kind"]): Promise<Outcome<Session> | null> {
  const code = arrival.code;
  if (!code) return null;
  arrival.code = "";
  const outcome = await call<Exchanged>(`${AREAS[kind]}/exchange`, { body: { login: code }, is: isExchanged });
  if (outcome.kind !== "done") return outcome;
  try {
    localStorage.setItem(nameOf(kind), String(outcome.data.company_id));
  } catch {
    // As above.
  }
  if (kind === "customer") noteStaff(outcome.data.uid);
  return logIn(outcome.data.session, kind);
}
