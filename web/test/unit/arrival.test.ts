// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { readArrival } from "@/core/link";

test("a login code is taken out of the address, and nothing else", () => {
  expect(readArrival("#/?login=Ab9")).toEqual({ code: "Ab9", reason: "", staff: 0, rest: "#/" });
  expect(readArrival("#/chat/7?login=Ab9")).toEqual({ code: "Ab9", reason: "", staff: 0, rest: "#/chat/7" });
  expect(readArrival("#/chat/7?login=Ab9&login=evil")).toEqual({ code: "Ab9", reason: "", staff: 0, rest: "#/chat/7" });
  expect(readArrival("#/chat/7?login=Ab9&a?b").code).toBe("Ab9");
  expect(readArrival("#/chat/7?a=1&login=Ab9")).toEqual({ code: "Ab9", reason: "", staff: 0, rest: "#/chat/7?a=1" });
});

test("a login says whose conversation it leads to", () => {
  expect(readArrival("#/?login=Ab9&u=7")).toEqual({ code: "Ab9", reason: "", staff: 7, rest: "#/?u=7" });
  for (const wrong of ["0", "-1", "1.5", "x", "9007199254740993", ""]) expect(readArrival(`#/?login=Ab9&u=${wrong}`).staff).toBe(0);
});

test("a login that failed says why", () => {
  expect(readArrival("#/login_error?reason=denied")).toEqual({ code: "", reason: "denied", staff: 0, rest: "#/" });
  expect(readArrival("#/login_error")).toEqual({ code: "", reason: "unavailable", staff: 0, rest: "#/" });
});

test("what is neither stays as it is", () => {
  for (const hash of ["", "#/", "#/login/s.1.2", "#/chat/7?a=1", "#/?login=", "#/?login=%3Cb%3E"]) {
    expect(readArrival(hash)).toEqual({ code: "", reason: "", staff: 0, rest: hash });
  }
});
