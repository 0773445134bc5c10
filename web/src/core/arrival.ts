// SPDX-License-Identifier: Apache-2.0
/** The login that this page was opened by, taken out of the address before anything else looks at it: imported first. */
import { readArrival, type Arrival } from "./link";

function take(): Arrival {
  const { code, reason, staff, rest } = readArrival(location.hash);
  if (rest !== location.hash) history.replaceState(null, "", location.pathname + location.search + rest);
  return { code, reason, staff };
}

export const arrival: Arrival = take();
