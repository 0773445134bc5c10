// SPDX-License-Identifier: Apache-2.0
/**
 * What outlives the page: drafts and what is still to be sent. By principal, since two may use one browser. Where the
 * browser keeps nothing (private windows, a full disk), all goes on without.
 */

export class Keep {
  /** `whose`: "user:7"; `events`: where the browser tells what other tabs write. */
  constructor(
    private readonly whose: string,
    private readonly storage: Storage | null = storageOrNull(),
    private readonly events: EventTarget = globalThis,
  ) {}

  /** null also for what is not of the shape that `is` asks for: another version of the page may have written it. */
  read<T>(name: string, is: (value: unknown) => value is T): T | null {
    try {
      const value: unknown = JSON.parse(this.storage?.getItem(this.key(name)) ?? "null");
      return is(value) ? value : null;
    } catch {
      return null;
    }
  }

  /** False: it is lost with the page. What matters is on the screen and on its way, then. */
  write(name: string, value: unknown): boolean {
    try {
      if (value === null || value === "") this.storage?.removeItem(this.key(name));
      else this.storage?.setItem(this.key(name), JSON.stringify(value));
      return this.storage !== null;
    } catch {
      return false;
    }
  }

  /** What follows `prefix` in the names of what is kept. */
  names(prefix: string): string[] {
    const { storage } = this;
    if (!storage) return [];
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    const begin = this.key(prefix);
    return keys.filter((key) => key.startsWith(begin)).map((key) => key.slice(begin.length));
  }

  /** Calls `changed` whenever another tab writes what begins with `prefix`, until what it gives back is called. */
  watch(prefix: string, changed: () => void): () => void {
    const heard = (event: Event) => {
      const { key } = event as StorageEvent;
      if (key === null || key.startsWith(this.key(prefix))) changed();
    };
    this.events.addEventListener("storage", heard);
    return () => this.events.removeEventListener("storage", heard);
  }

  /** At logout. */
  wipe(): void {
    for (const name of this.names("")) this.storage?.removeItem(this.key(name));
  }

  private key(name: string): string {
    return `leida:${this.whose}:${name}`;
  }
}

function storageOrNull(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
