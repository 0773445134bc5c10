// SPDX-License-Identifier: Apache-2.0
/**
 * What outlives the page: drafts and what is still to be sent. By principal, since two may use one browser. Where the
 * browser keeps nothing (private windows, a full disk), all goes on without.
 */

export class Keep {
  /** `whose`: "user:7". */
  constructor(
    private readonly whose: string,
    private readonly storage: Storage | null = storageOrNull(),
  ) {}

  read<T>(name: string): T | null {
    try {
      const text = this.storage?.getItem(this.key(name));
      return text ? (JSON.parse(text) as T) : null;
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown): void {
    try {
      if (value === null || value === "") this.storage?.removeItem(this.key(name));
      else this.storage?.setItem(this.key(name), JSON.stringify(value));
    } catch {
      // It is lost with the page, then: what matters is on the screen and on its way.
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
