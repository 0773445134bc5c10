// SPDX-License-Identifier: Apache-2.0
/**
 * Pictures and videos on their way to the server. What is up becomes a message in the outbox; until then no text waits
 * for it. One at a time for each conversation, so that pictures keep their order. Their bytes are kept by the browser as
 * soon as they are fit to be sent: a page that comes after a killed one offers to try again. Each tab shows its own.
 */
import type { Bytes } from "./bytes";
import { kindOf, PICTURE_BYTES, VIDEO_MB, type FileKind, type Size } from "./files";
import type { Keep } from "./keep";
import type { Content } from "./outbox";
import type { Outcome } from "./outcome";
import { randomKey } from "./random";
import { isNumber, isText } from "./shape";
import { Shelf, type Entry } from "./shelf";
import type { Tab } from "./tab";

/** Why one has failed: no kind that is taken, too large, not a picture after all, refused by the server, no network, the
 * page was closed meanwhile, and so were its bytes lost. */
export type UploadFault = "kind" | "large" | "unreadable" | "refused" | "network" | "cut" | "lost";

/** `key`: the msg_id of the message that it becomes. */
export interface Upload extends Size, Entry {
  peer: number;
  kind: FileKind;
  name: string;
  stage: "preparing" | "waiting" | "sending" | "failed";
  /** How much is sent, 0 to 1. */
  part: number;
  fault?: UploadFault | undefined;
  /** It may be tried again: its bytes are there, and it was not refused. */
  again: boolean;
}

/** A picture that was opened: its size is known, and it can be made fit to be sent; null: it is none. */
export interface Opened extends Size {
  /** Where it can be seen. */
  url: string;
  shrunk(): Promise<(Size & { file: Blob }) | null>;
}

export interface UploadWorld {
  now(): number;
  /** After a failure: how long until the next try, ms. */
  pause(ms: number): Promise<void>;
  open(file: Blob): Promise<Opened | null>;
  /** An address under which a file of this page can be seen, until it is forgotten. */
  show(file: Blob): string;
  forget(url: string): void;
  post(file: Blob, key: string, progress: (part: number) => void, signal: AbortSignal): Promise<Outcome<{ url: string }>>;
}

export interface UploadsOwner {
  /** all() gives something else. */
  changed(): void;
  /** With the message that one has become. */
  up(peer: number, content: Content, key: string): void;
}

const NAME = "uploads";
/** Before each further try. A server that has no room now has it in a minute: so long count uploads of one person. */
const PAUSES_MS = { offline: [1_000, 3_000], busy: [1_000, 5_000, 20_000, 40_000] };
const KEPT_MS = 7 * 86_400_000;
const AN_MB = 1_048_576;
/** So many of those that are up go on being shown from here. */
const SHOWN_UP = 40;

const fresh = { part: 0, again: false, width: 0, height: 0 };

export class Uploads {
  private readonly shelf: Shelf<Upload>;
  private own: readonly Upload[] = [];
  private readonly files = new Map<string, Blob>();
  private readonly seen = new Map<string, string>();
  /** Those of `seen` that are up, the oldest first. */
  private readonly done: string[] = [];
  private readonly busy = new Set<number>();
  private readonly aborts = new Map<string, AbortController>();
  private over = false;

  constructor(
    keep: Keep,
    tab: Pick<Tab, "id" | "whenGone">,
    private readonly bytes: Bytes,
    private readonly world: UploadWorld,
    private readonly owner: UploadsOwner,
  ) {
    this.shelf = new Shelf<Upload>(keep, NAME, tab, {
      isWhole: ({ peer, name, width, height }) => isNumber(peer) && isText(name) && isNumber(width) && isNumber(height),
      changed: () => this.changed(),
      adopt: (upload) => ({ ...upload, stage: "failed", part: 0, again: false }),
      adopted: (uploads) => uploads.forEach((upload) => void this.left(upload)),
      gone: () => this.changed(),
    });
  }

  all(): readonly Upload[] {
    return this.own;
  }

  /** Where the picture of a message can be seen that this page has sent; also after it is up. */
  preview(key: string): string | undefined {
    return this.seen.get(key);
  }

  /** Shows what earlier pages have left: failed, with another try for those whose bytes are still there. */
  restore(): void {
    if (!this.over) this.shelf.open();
  }

  private async left(upload: Upload): Promise<void> {
    if (this.world.now() - upload.at >= KEPT_MS) return this.release(upload.key);
    const file = await this.bytes.get(upload.key);
    if (this.over || !this.find(upload.key)) return;
    if (file) this.hold(upload.key, file, upload.kind);
    if (upload.fault === "refused") return;
    this.change(upload.key, file ? { again: true, fault: "cut" } : { fault: "lost" });
  }

  /** Sends files to a peer, in their order. Resolves when all are shown. */
  async add(peer: number, files: readonly File[]): Promise<void> {
    const opened: (() => Promise<void>)[] = [];
    for (const file of files) {
      const ready = await this.show(peer, file);
      if (ready) opened.push(ready);
    }
    void opened.reduce((before, ready) => before.then(ready), Promise.resolve());
  }

  retry(key: string): void {
    const upload = this.find(key);
    if (!upload?.again) return;
    this.change(key, { stage: "waiting", fault: undefined, again: false, part: 0, at: this.world.now() });
    void this.work(upload.peer);
  }

  /** Cancels one that is on its way, and forgets one that has failed. */
  drop(key: string): void {
    this.aborts.get(key)?.abort();
    this.release(key);
    this.forget(key);
  }

  /** The page is left: what is on its way is for the next one. */
  stop(): void {
    this.over = true;
    this.shelf.close();
    for (const abort of this.aborts.values()) abort.abort();
  }

  /** At logout: none of it will be sent. */
  clear(): void {
    this.stop();
    this.shelf.clear();
    void this.bytes.wipe();
  }

  /** Adds the row of a file; gives what makes it fit to be sent, if it may be. */
  private async show(peer: number, file: File): Promise<(() => Promise<void>) | null> {
    const kind = kindOf(file.type);
    const upload: Upload = { ...fresh, key: randomKey(), peer, kind: kind ?? "picture", name: file.name, at: this.world.now(), stage: "preparing" };
    const fail = (fault: UploadFault) => (this.shelf.add({ ...upload, stage: "failed", fault }, false), null);
    if (!kind) return fail("kind");
    if (kind === "video" && file.size > VIDEO_MB * AN_MB) return fail("large");
    if (kind === "video") {
      this.shelf.add(upload);
      return () => this.ready(upload.key, file, { width: 0, height: 0 });
    }
    const picture = await this.world.open(file);
    if (!picture) return fail("unreadable");
    this.seen.set(upload.key, picture.url);
    this.shelf.add({ ...upload, width: picture.width, height: picture.height });
    return async () => {
      const shrunk = await picture.shrunk();
      if (shrunk && shrunk.file.size <= PICTURE_BYTES) await this.ready(upload.key, shrunk.file, shrunk);
      else this.change(upload.key, { stage: "failed", fault: "unreadable" }, false);
    };
  }

  private async ready(key: string, file: Blob, { width, height }: Size): Promise<void> {
    const upload = this.find(key);
    if (!upload) return;
    this.hold(key, file, upload.kind);
    await this.bytes.put(key, file);
    // Cancelled, or left, meanwhile.
    if (!this.find(key)) return void this.bytes.drop(key);
    this.change(key, { stage: "waiting", width, height });
    void this.work(upload.peer);
  }

  /** The bytes are there; what is shown of a picture is what is sent. */
  private hold(key: string, file: Blob, kind: FileKind): void {
    this.files.set(key, file);
    if (kind !== "picture") return;
    const before = this.seen.get(key);
    this.seen.set(key, this.world.show(file));
    if (before) this.world.forget(before);
  }

  private async work(peer: number): Promise<void> {
    if (this.busy.has(peer)) return;
    this.busy.add(peer);
    try {
      for (let next; !this.over && (next = this.own.find((upload) => upload.peer === peer && upload.stage === "waiting")); ) await this.send(next);
    } finally {
      this.busy.delete(peer);
    }
  }

  private async send(upload: Upload): Promise<void> {
    const file = this.files.get(upload.key);
    if (!file) return this.change(upload.key, { stage: "failed", fault: "lost" });
    const abort = new AbortController();
    this.aborts.set(upload.key, abort);
    this.change(upload.key, { stage: "sending" });
    const outcome = await this.attempts(upload.key, file, abort.signal);
    this.aborts.delete(upload.key);
    if (abort.signal.aborted) return;
    if (outcome.kind === "done") this.finish(upload.key, outcome.data.url);
    else if (outcome.kind === "refused") this.change(upload.key, { stage: "failed", fault: "refused" });
    else this.change(upload.key, { stage: "failed", fault: "network", again: true });
  }

  private async attempts(key: string, file: Blob, signal: AbortSignal): Promise<Outcome<{ url: string }>> {
    for (let tries = 0; ; tries++) {
      const outcome = await this.world.post(file, key, (part) => this.shelf.show(key, { part }), signal);
      const pause = outcome.kind === "later" ? PAUSES_MS[outcome.reason][tries] : undefined;
      if (signal.aborted || pause === undefined) return outcome;
      this.shelf.show(key, { part: 0 });
      await this.world.pause(pause);
      if (signal.aborted) return outcome;
    }
  }

  private finish(key: string, url: string): void {
    const upload = this.find(key);
    if (!upload) return;
    const content: Content = { info_type: upload.kind === "picture" ? 4 : 5, url };
    const size = upload.width > 0 ? { width: upload.width, height: upload.height } : {};
    // The message is kept before the upload is forgotten: whenever the page is killed, one of them is there.
    this.owner.up(upload.peer, { ...content, ...size }, key);
    this.release(key);
    this.done.push(key);
    if (this.done.length > SHOWN_UP) this.forget(this.done.shift() ?? "");
  }

  private forget(key: string): void {
    const url = this.seen.get(key);
    if (url) this.world.forget(url);
    this.seen.delete(key);
  }

  private release(key: string): void {
    this.files.delete(key);
    this.shelf.drop(key);
    void this.bytes.drop(key);
  }

  private find(key: string): Upload | undefined {
    return this.own.find((upload) => upload.key === key);
  }

  private change(key: string, change: Partial<Upload>, kept = true): void {
    if (this.find(key)) this.shelf.change(key, change, kept);
  }

  private changed(): void {
    this.own = this.shelf.all().filter((upload) => this.shelf.isOwn(upload));
    this.owner.changed();
  }
}
