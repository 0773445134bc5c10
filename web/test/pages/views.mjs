// SPDX-License-Identifier: Apache-2.0
/** The views of the console, and what is to be seen in each of them alone: behind a change of the hash the view before is still there. */
export const VIEWS = {
  chat: ".contacts li a",
  "chat/1": ".bubble",
  customers: ".customers li a",
  "customers/1": ".panel.alone h2",
  radar: ".radar li a",
  figures: ".figures table a",
  me: ".me li",
};
