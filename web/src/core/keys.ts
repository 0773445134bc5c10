// SPDX-License-Identifier: Apache-2.0
/** Whether Enter sends, or belongs to an input method that is choosing characters. */

/** Safari tells of the end of a composition before the Enter that ended it. */
const AFTER_COMPOSITION_MS = 50;

/** Enter with Ctrl, or ⌘: saves where Enter breaks the line. */
export const isSaveKey = (event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "isComposing">): boolean =>
  event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;

export class EnterKey {
  private ended = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** For `compositionend`. */
  compositionEnded(): void {
    this.ended = this.now();
  }

  /** `desk`: there is a keyboard, so that Enter sends; on touch the send button does. */
  sends(event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">, desk: boolean): boolean {
    return (
      desk && event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229 && this.now() - this.ended >= AFTER_COMPOSITION_MS
    );
  }
}
