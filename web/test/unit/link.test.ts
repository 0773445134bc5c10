// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from "vitest";
import { onLink } from "@/core/link";

afterEach(() => vi.unstubAllGlobals());

test("a login link that is opened in an open page is told of, any other address is not", () => {
  const page = new EventTarget();
  const linked = vi.fn();
  const go = (hash: string) => {
    vi.stubGlobal("location", { hash });
    page.dispatchEvent(new Event("hashchange"));
  };
  vi.stubGlobal("window", page);
  const end = onLink(linked);
  go("#/radar");
  expect(linked).not.toHaveBeenCalled();
  go("#/login/a");
  go("#/login/b");
  expect(linked).toHaveBeenCalledTimes(2);
  end();
  go("#/login/c");
  expect(linked).toHaveBeenCalledTimes(2);
});
