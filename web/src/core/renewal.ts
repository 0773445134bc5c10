// SPDX-License-Identifier: Apache-2.0
/**
 * After an upgrade the parts that an open page loads later are gone: it is loaded anew then, once. Not where the server
 * cannot be reached: the page that is there is better than none.
 */

export interface RenewalWorld {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** Whether the server gives pages. */
  reachable(): Promise<boolean>;
  reload(): void;
  after(ms: number, run: () => void): void;
}

const NAME = "leida:reloaded";
/** A page that has lacked nothing for so long runs well. */
const WELL_MS = 30_000;

export class Renewal {
  private lacks = false;
  private asking = false;

  constructor(private readonly world: RenewalWorld) {}

  /** When the page starts: if it runs well, the next upgrade loads it anew, too. */
  start(): void {
    this.world.after(WELL_MS, () => {
      if (!this.lacks) this.world.storage?.removeItem(NAME);
    });
  }

  /** A part of the page could not be loaded. */
  async failed(): Promise<void> {
    const { storage } = this.world;
    this.lacks = true;
    // Where nothing can be noted it might go on for ever.
    if (this.asking || !storage || storage.getItem(NAME)) return;
    this.asking = true;
    const isThere = await this.world.reachable();
    this.asking = false;
    if (!isThere) return;
    storage.setItem(NAME, "1");
    this.world.reload();
  }
}

function sessionStorageOrNull(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** Watches over all that this page loads later, of whatever kind. `goal`: the address behind the hash to which the user was on the way. */
export function startRenewal(goal: () => string = () => ""): void {
  const renewal = new Renewal({
    storage: sessionStorageOrNull(),
    reachable: () =>
      fetch(location.pathname, { method: "HEAD", cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      ),
    reload: () => {
      if (goal()) location.hash = goal();
      location.reload();
    },
    after: (ms, run) => void window.setTimeout(run, ms),
  });
  // Vite tells of every import() that fails, before who asked for it hears of it.
  window.addEventListener("vite:preloadError", () => void renewal.failed());
  renewal.start();
}
