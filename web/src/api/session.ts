// SPDX-License-Identifier: Apache-2.0
/** Logging in and out of a page: a login link becomes a cookie, which this code never sees. */
import { Keep } from "@/core/keep";
import type { Outcome } from "@/core/outcome";
import { isNumber, isRecord, isText, isZone } from "@/core/shape";
import { alone, loseLogin, outcomeOf, wanted } from "./client";

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
/** There is WeChat: staff users have a QR code. */
export const WECHAT = "wechat";

const PATH = "/zhugeleida/session";

const isSession = (data: unknown): boolean =>
  isRecord(data) && isNumber(data["id"]) && isNumber(data["now"]) && isText(data["name"]) && isZone(data["zone"]) && Array.isArray(data["features"]);

interface Asked {
  body?: unknown;
  signal?: AbortSignal;
  is?: (data: unknown) => boolean;
}

export async function call<T>(path: string, { body, signal, is }: Asked): Promise<Outcome<T>> {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "X-Leida": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    return outcomeOf<T>(await answer.json(), is);
  } catch {
    return { kind: "later", reason: "offline" };
  }
}

/** Who is in, by the kind of the page, so that a tab notices that another has logged somebody else in. */
const doors = new Keep("in");
type Door = { id: number } | { turning: number };
/** A login that takes longer was given up. */
const TURNING_MS = 30_000;

const isDoor = (value: unknown): value is Door => isRecord(value);
const doorOf = (kind: Session["kind"]) => doors.read(kind, isDoor);
const turns = (door: Door | null) => door !== null && "turning" in door && Math.abs(Date.now() - door.turning) < TURNING_MS;
const isFor = (door: Door | null, id: number) => door !== null && "id" in door && door.id === id;

/** `kind`: whose page asks; both may have a session in one browser. */
export async function readSession(kind: Session["kind"]): Promise<Outcome<Session>> {
  const before = doorOf(kind);
  const outcome = await call<Session>(`${PATH}?kind=${kind}`, { signal: wanted(), is: isSession });
  // Where somebody has logged in meanwhile, this tells of who was there before.
  const isNews = outcome.kind === "done" && !turns(before) && JSON.stringify(doorOf(kind)) === JSON.stringify(before);
  if (isNews) doors.write(kind, { id: outcome.data.id });
  return outcome;
}

export async function logOut(kind: Session["kind"]): Promise<Outcome<unknown>> {
  const outcome = await alone(() => call<unknown>(`${PATH}/end`, { body: { kind } }));
  if (outcome.kind === "done") doors.write(kind, null);
  return outcome;
}

/** Uses the token of a login link up; says whose session that began. */
export async function logIn(token: string, kind: Session["kind"]): Promise<Outcome<Session>> {
  doors.write(kind, { turning: Date.now() });
  const outcome = await call<unknown>(PATH, { body: { token } });
  doors.write(kind, null);
  return outcome.kind === "done" ? readSession(kind) : outcome;
}

/**
 * Makes a call in the name of who a page is of. The cookie is the browser's: another tab may have changed whose it is,
 * and what one user has written must not be sent as the words of another.
 */
export async function as<T>({ kind, id }: Session, act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const door = doorOf(kind);
  if (isFor(door, id)) return act();
  if (turns(door)) return { kind: "later", reason: "busy" };
  const outcome = await readSession(kind);
  if (outcome.kind === "done" && outcome.data.id === id) return turns(doorOf(kind)) ? { kind: "later", reason: "busy" } : act();
  if (outcome.kind === "later" || outcome.kind === "refused") return { kind: "later", reason: "busy" };
  loseLogin();
  return { kind: "login" };
}

/** Has the login lost as soon as another tab has ended the session, or begun that of somebody else, until what it gives back is called. */
export function watchSession(session: Session): () => void {
  return doors.watch(session.kind, () => void as(session, () => Promise.resolve({ kind: "done", data: null })));
}
