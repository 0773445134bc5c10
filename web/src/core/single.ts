// SPDX-License-Identifier: Apache-2.0
/**
 * Runs `work` once at a time. Asked for while it runs, it runs once more afterwards, however often that was: what made
 * the caller ask may have come too late for the run that was under way.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = work().finally(() => {
      running = null;
      if (!again) return;
      again = false;
      void run();
    });
    return running;
  };
}
