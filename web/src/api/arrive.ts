// SPDX-License-Identifier: Apache-2.0
/** Logging in by WeChat or WeCom: the code that the page came with becomes a session. */
import { arrival } from "@/core/arrival";
import type { Outcome } from "@/core/outcome";
import { idOf, isNumber, isRecord, isText } from "@/core/shape";
import { call, logIn, type Session } from "./session";

const AREAS = { customer: "/zhugeleida/gongzhonghao/work_gongzhonghao_auth", staff: "/zhugeleida/qiyeweixin/work_weixin_auth" };

interface Exchanged {
  /** null: the login began in another browser. */
  session: string | null;
  company_id: number;
  uid?: number | null;
}

const isExchanged = (data: unknown): boolean => isRecord(data) && (data["session"] === null || isText(data["session"])) && isNumber(data["company_id"]);

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
  const start = `${AREAS[kind]}/${company}`;
  if (kind === "staff") return inWeChat ? start : `${start}?via=qr`;
  const staff = idOf(new URLSearchParams(location.search).get("u"));
  return staff ? `${start}?next=${encodeURIComponent(`/?u=${staff}`)}` : start;
}

/** Whom a customer came to stands in the page's address from now on. */
function noteStaff(uid: number | null | undefined): void {
  if (!uid) return;
  const search = new URLSearchParams(location.search);
  search.set("u", String(uid));
  history.replaceState(null, "", `${location.pathname}?${search.toString()}${location.hash}`);
}

/**
 * Uses the code up that the page came with; null: it came with none. One that another browser was given begins no session:
 * whoever is led here with it would go on, and write, as somebody else.
 */
export async function arrive(kind: Session["kind"]): Promise<Outcome<Session> | null> {
  const code = arrival.code;
  if (!code) return null;
  arrival.code = "";
  const outcome = await call<Exchanged>(`${AREAS[kind]}/exchange`, { body: { login: code }, is: isExchanged });
  if (outcome.kind !== "done") return outcome;
  if (outcome.data.session === null) {
    arrival.reason = "state";
    return { kind: "login" };
  }
  try {
    localStorage.setItem(nameOf(kind), String(outcome.data.company_id));
  } catch {
    // As above.
  }
  if (kind === "customer") noteStaff(arrival.staff || outcome.data.uid);
  return logIn(outcome.data.session, kind);
}
