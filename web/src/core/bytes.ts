// SPDX-License-Identifier: Apache-2.0
/**
 * Files on their way, kept by the browser so that they outlive the page: webviews are killed as soon as another app needs
 * their memory. Where the browser keeps nothing (private windows, a full disk), all goes on without.
 */

const NAME = "leida";
const STORE = "files";

export interface Bytes {
  put(key: string, file: Blob): Promise<void>;
  get(key: string): Promise<Blob | null>;
  drop(key: string): Promise<void>;
  /** At logout: all of this principal's. */
  wipe(): Promise<void>;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("not kept"));
  });
}

/** `whose`: "staff:7". */
export class KeptBytes implements Bytes {
  private db: Promise<IDBDatabase> | null = null;

  constructor(private readonly whose: string) {}

  async put(key: string, file: Blob): Promise<void> {
    await this.with("readwrite", (store) => store.put(file, this.key(key)));
  }

  async get(key: string): Promise<Blob | null> {
    const found = await this.with("readonly", (store) => store.get(this.key(key)) as IDBRequest<unknown>);
    return found instanceof Blob ? found : null;
  }

  async drop(key: string): Promise<void> {
    await this.with("readwrite", (store) => store.delete(this.key(key)));
  }

  async wipe(): Promise<void> {
    // ";" is what comes behind ":".
    await this.with("readwrite", (store) => store.delete(IDBKeyRange.bound(this.key(""), `${this.whose};`)));
  }

  private key(key: string): string {
    return `${this.whose}:${key}`;
  }

  private open(): Promise<IDBDatabase> {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return settled(request);
  }

  /** null where nothing is kept. */
  private async with<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
    try {
      this.db ??= this.open();
      return await settled(act((await this.db).transaction(STORE, mode).objectStore(STORE)));
    } catch {
      // The file is lost with the page, then, which says so when it is opened again.
      return null;
    }
  }
}
