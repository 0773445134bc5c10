// SPDX-License-Identifier: Apache-2.0
/** What a value from outside is: of an older page, of another program, of a server that this page was not made for. */

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
/** An object with members, whichever. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
