// SPDX-License-Identifier: Apache-2.0
/** A picture of a conversation that can be looked at whole. */
export interface Picture {
  key: string;
  /** Where it can be seen. */
  url: string;
  /** Where the server has it; null: it has it not yet. */
  original: string | null;
}
