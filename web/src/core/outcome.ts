// SPDX-License-Identifier: Apache-2.0
/** What became of a request. The codes are those of the API (docs/api.md). */

export const CODE = {
  done: 200,
  exists: 301,
  login: 400,
  badField: 303,
  badValue: 402,
  notBound: 307,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
  late: 504,
} as const;

/** What is wrong with a field, as the API names it. */
export interface FieldFault {
  field: string;
  text: string;
  /** The rule that was broken, by which a page says it in its own language. */
  code?: string | undefined;
}

export type Outcome<T> =
  | { kind: "done"; data: T }
  /** The server has said no: asking again the same way gives the same. */
  | { kind: "refused"; code: number; text: string; faults: FieldFault[] }
  /** Not logged in, or no longer. */
  | { kind: "login" }
  /** No answer, or one that says "later": the same request may be sent again. */
  | { kind: "later"; reason: "offline" | "busy" };

export function isDone<T>(outcome: Outcome<T>): outcome is { kind: "done"; data: T } {
  return outcome.kind === "done";
}
