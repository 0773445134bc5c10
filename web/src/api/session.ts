// SPDX-License-Identifier: Apache-2.0
/** Logging in and out of a page: a login link becomes a cookie, which this code never sees. */
import type { Outcome } from "@/core/outcome";
import { alone, outcomeOf, wanted } from "./client";

export interface Session {
  kind: "staff" | "customer";
  id: number;
  name: string;
  avatar: string;
  /** IANA name of the office's zone. */
  zone: string;
  /** The server's clock, ms. */
  now: number;
  expires: number;
  features: string[];
}

/** Among the features: pictures and videos can be sent. */
export const UPLOADS = "uploads";

const PATH = "/zhugeleida/session";

async function call<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<Outcome<T>> {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "X-Leida": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    return outcomeOf<T>(await answer.json());
  } catch {
    return { kind: "later", reason: "offline" };
  }
}

/** `kind`: whose page asks; both may have a session in one browser. */
export const readSession = (kind: Session["kind"]) => call<Session>(`${PATH}?kind=${kind}`, undefined, wanted());
export const logOut = (kind: Session["kind"]) => alone(() => call<unknown>(`${PATH}/end`, { kind }));

/** Uses the token of a login link up; says whose session that began. */
export async function logIn(token: string, kind: Session["kind"]): Promise<Outcome<Session>> {
  const outcome = await call<unknown>(PATH, { token });
  return outcome.kind === "done" ? readSession(kind) : outcome;
}
