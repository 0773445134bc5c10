// SPDX-License-Identifier: Apache-2.0
/** The API as the pages call it: typed by openapi.json, by the session's cookie, each answer an Outcome. */
import createClient from "openapi-fetch";
import { CODE, type FieldFault, type Outcome } from "@/core/outcome";
import { isData } from "@/core/shape";
import type { paths } from "./schema";

const PATIENCE_MS = 15_000;

let ways = new AbortController();

/** Aborts when the page wants no answer any more to what it has asked. */
export const wanted = (): AbortSignal => ways.signal;

/**
 * Runs a call beside which there is no other: those under way end, and those that begin meanwhile fail as without a
 * network. An answer may prolong the session, and would give the browser the cookie back that a logout has just taken.
 */
export async function alone<T>(call: () => Promise<T>): Promise<T> {
  ways.abort();
  try {
    return await call();
  } finally {
    ways = new AbortController();
  }
}

export const client = createClient<paths>({
  // The header is what tells the gateway that a page of its own asks, and not a form of another site.
  headers: { "X-Leida": "1" },
  credentials: "same-origin",
  fetch: (request) => fetch(request, { signal: AbortSignal.any?.([wanted(), AbortSignal.timeout(PATIENCE_MS)]) ?? wanted() }),
});

type Signed<T> = T & { user_id: number; timestamp: number; rand_str: string };
/** A query without what signs a request elsewhere: here the cookie says who asks (docs/api.md, sessions). */
export const unsigned = <T extends object>(query: T) => query as unknown as Signed<T>;

interface Envelope {
  code: number;
  msg: string;
  data?: unknown;
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === "object" && value !== null && typeof (value as Envelope).code === "number";
}

function faultsOf(data: unknown): FieldFault[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data as Record<string, unknown>).flatMap(([field, list]) =>
    Array.isArray(list) ? list.map((fault: { message?: string; code?: string }) => ({ field, text: fault.message ?? "", code: fault.code })) : [],
  );
}

/** What an answer means, whatever route it is of. `is`: whether its data is what that route gives; else it is no answer. */
export function outcomeOf<T>(answer: unknown, is: (data: unknown) => boolean = isData): Outcome<T> {
  if (!isEnvelope(answer)) return { kind: "later", reason: "busy" };
  switch (answer.code) {
    case CODE.done:
      return is(answer.data) ? { kind: "done", data: answer.data as T } : { kind: "later", reason: "busy" };
    case CODE.login:
      return { kind: "login" };
    case CODE.unavailable:
    case CODE.late:
    case CODE.tooMany:
      return { kind: "later", reason: "busy" };
    default:
      return { kind: "refused", code: answer.code, text: answer.msg, faults: faultsOf(answer.data) };
  }
}

/** The data of the success among the answers of a route. */
export type Done<A> = Extract<A, { code: 200 }> extends { data: infer D } ? D : never;

let loginLost: () => void = () => {};

/** Calls `told` whenever an answer says that the session is over. */
export function onLoginLost(told: () => void): void {
  loginLost = told;
}

/** Says so, where it shows elsewhere than in an answer. */
export const loseLogin = (): void => loginLost();

/** Awaits a call of `client` and says what became of it; never throws. `is`: as of outcomeOf(). */
export async function ask<A>(call: Promise<{ data?: A; error?: unknown }>, is?: (data: unknown) => boolean): Promise<Outcome<Done<A>>> {
  try {
    const { data, error } = await call;
    const outcome = outcomeOf<Done<A>>(data ?? error, is);
    if (outcome.kind === "login") loginLost();
    return outcome;
  } catch {
    return { kind: "later", reason: "offline" };
  }
}
