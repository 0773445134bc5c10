// SPDX-License-Identifier: Apache-2.0
/** What a value from outside is: of an older page, of another program, of a server that this page was not made for. */

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
/** The id that a parameter of an address names; 0: none. */
export function idOf(text: string | null): number {
  const id = Number(text ?? 0);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}
/** An object with members, whichever. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const areRecords = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);
/** The data of an answer: an object, and so is all that it lists. */
export const isData = (data: unknown): boolean => isRecord(data) && (!("ret_data" in data) || isRecord(data["ret_data"]) || areRecords(data["ret_data"]));
/** The data of an answer that lists something. */
export const hasRows = (data: unknown): boolean => isRecord(data) && areRecords(data["ret_data"]);
/** The data of an answer that names what was stored. */
export const hasId = (data: unknown): boolean => isRecord(data) && isNumber(data["id"]);
/** A zone whose days this browser knows. */
export function isZone(zone: unknown): boolean {
  try {
    return isText(zone) && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}
