// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from "vitest";
import type { Bytes } from "@/core/bytes";
import { Keep } from "@/core/keep";
import type { Content } from "@/core/outbox";
import type { Outcome } from "@/core/outcome";
import { Uploads, type Upload } from "@/core/uploads";
import { Memory } from "./memory";

type Answer = Outcome<{ url: string }>;
interface Posted {
  key: string;
  size: number;
  progress: (part: number) => void;
  answer: (outcome: Answer) => void;
}

const later: Answer = { kind: "later", reason: "offline" };
const up: Answer = { kind: "done", data: { url: "/media/a.jpg" } };
const refused: Answer = { kind: "refused", code: 402, text: "no", faults: [] };

let storage: Memory;
let kept: Map<string, Blob>;
let shown: Set<string>;
let tabs = 0;

/** Uploads as one page has them, over what all pages keep; `othersEnd`: all tabs before it are gone. */
function page(keeps = true, now = 1_000_000, othersEnd = true) {
  const posted: Posted[] = [];
  const sent: { peer: number; content: Content; key: string }[] = [];
  const bytes: Bytes = {
    put: async (key, file) => void (keeps && kept.set(key, file)),
    get: async (key) => kept.get(key) ?? null,
    drop: async (key) => void kept.delete(key),
    wipe: async () => kept.clear(),
  };
  let url = 0;
  const show = () => {
    shown.add(`blob:${++url}`);
    return `blob:${url}`;
  };
  const uploads = new Uploads(
    new Keep("user:7", storage, new EventTarget()),
    { id: `tab ${++tabs}`, whenGone: (_: string, run: () => void) => void (othersEnd && queueMicrotask(run)) },
    bytes,
    {
      now: () => now,
      pause: async () => {},
      show,
      forget: (gone) => void shown.delete(gone),
      open: async (file) =>
        (await file.text()) === "broken" ? null : { url: show(), width: 3000, height: 2000, shrunk: async () => ({ width: 1600, height: 1067, file: new Blob(["small"]) }) },
      post: (file, key, progress, signal) =>
        new Promise((answer) => {
          posted.push({ key, size: file.size, progress, answer });
          signal.addEventListener("abort", () => answer(later));
        }),
    },
    { changed: () => {}, up: (peer, content, key) => void sent.push({ peer, content, key }) },
  );
  return { uploads, posted, sent };
}

const file = (type = "image/jpeg", text = "large picture") => new File([text], "sofa", { type });
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
const only = (uploads: Uploads): Upload => {
  expect(uploads.all()).toHaveLength(1);
  return uploads.all()[0]!;
};
/** What a later page would find. */
const stored = () => new Keep("user:7", storage).names("uploads").length;

beforeEach(() => {
  storage = new Memory();
  kept = new Map();
  shown = new Set();
});

test("a picture is seen at once, sent small, and becomes a message of its key with its size", async () => {
  const { uploads, posted, sent } = page();
  await uploads.add(9, [file()]);
  const { key, stage, width } = only(uploads);
  expect([stage, width, uploads.preview(key)]).toEqual(["preparing", 3000, "blob:1"]);
  await settled();
  expect(only(uploads).stage).toBe("sending");
  expect(posted).toMatchObject([{ key, size: 5 }]);
  posted[0]!.progress(0.5);
  expect(only(uploads).part).toBe(0.5);
  posted[0]!.answer(up);
  await settled();
  expect(sent).toEqual([{ peer: 9, key, content: { info_type: 4, url: "/media/a.jpg", width: 1600, height: 1067 } }]);
  expect(uploads.all()).toEqual([]);
  expect([stored(), kept.size]).toEqual([0, 0]);
  // What is sent is what is shown, and the large one takes no memory any more.
  expect([...shown]).toEqual([uploads.preview(key)]);
});

test("a video is sent as it is", async () => {
  const { uploads, posted, sent } = page();
  await uploads.add(9, [file("video/mp4", "a film")]);
  await settled();
  expect(posted[0]!.size).toBe(6);
  posted[0]!.answer(up);
  await settled();
  expect(sent[0]!.content).toEqual({ info_type: 5, url: "/media/a.jpg" });
});

test.each([
  ["kind", file("image/svg+xml")],
  ["unreadable", file("image/png", "broken")],
  ["large", Object.defineProperty(file("video/mp4"), "size", { value: 50 * 1_048_576 + 1 })],
])("what cannot be sent says why (%s), and is not kept", async (fault, bad) => {
  const { uploads, posted } = page();
  await uploads.add(9, [bad]);
  await settled();
  expect(only(uploads)).toMatchObject({ stage: "failed", fault, again: false });
  expect([posted.length, stored()]).toEqual([0, 0]);
});

test("pictures of one conversation go up one after the other, those of another meanwhile", async () => {
  const { uploads, posted } = page();
  await uploads.add(9, [file(), file()]);
  await uploads.add(8, [file()]);
  await settled();
  const keys = uploads.all().map((upload) => upload.key);
  expect(posted.map(({ key }) => key)).toEqual([keys[0], keys[2]]);
  posted[0]!.answer(up);
  await settled();
  expect(posted.map(({ key }) => key)).toEqual([keys[0], keys[2], keys[1]]);
});

test("without a network it is tried three times, then fails; the next one goes on, and a tap tries again", async () => {
  const { uploads, posted, sent } = page();
  await uploads.add(9, [file(), file()]);
  for (let tries = 0; tries < 3; tries++) {
    await settled();
    posted[tries]!.answer(later);
  }
  await settled();
  const [first, second] = uploads.all();
  expect(first).toMatchObject({ stage: "failed", fault: "network", again: true });
  expect(posted[3]!.key).toBe(second!.key);
  posted[3]!.answer(up);
  uploads.retry(first!.key);
  await settled();
  posted[4]!.answer(up);
  await settled();
  expect(sent.map(({ key }) => key)).toEqual([second!.key, first!.key]);
});

test("a server that is busy has more time", async () => {
  const { uploads, posted } = page();
  await uploads.add(9, [file()]);
  for (let tries = 0; tries < 5; tries++) {
    await settled();
    posted[tries]!.answer({ kind: "later", reason: "busy" });
  }
  await settled();
  expect([posted.length, only(uploads).fault]).toEqual([5, "network"]);
});

test("what the server refuses is not offered again", async () => {
  const { uploads, posted } = page();
  await uploads.add(9, [file()]);
  await settled();
  posted[0]!.answer(refused);
  await settled();
  expect(only(uploads)).toMatchObject({ stage: "failed", fault: "refused", again: false });
  uploads.retry(only(uploads).key);
  await settled();
  expect(posted).toHaveLength(1);
});

test("one that is cancelled leaves nothing, also when its answer still comes", async () => {
  const { uploads, posted, sent } = page();
  await uploads.add(9, [file()]);
  await settled();
  uploads.drop(only(uploads).key);
  posted[0]!.answer(up);
  await settled();
  expect([uploads.all(), sent, stored(), kept.size, shown.size]).toEqual([[], [], 0, 0, 0]);
});

test("one that is cancelled while it is made small is not sent", async () => {
  const { uploads, posted } = page();
  await uploads.add(9, [file()]);
  uploads.drop(only(uploads).key);
  await settled();
  expect([uploads.all(), posted.length, kept.size]).toEqual([[], 0, 0]);
});

test("the page after a killed one shows it as failed, and sends the kept bytes at a tap", async () => {
  const killed = page();
  await killed.uploads.add(9, [file()]);
  await settled();
  const { key } = only(killed.uploads);
  const next = page();
  next.uploads.restore();
  await settled();
  expect(only(next.uploads)).toMatchObject({ key, stage: "failed", fault: "cut", again: true });
  expect(next.uploads.preview(key)).toBeDefined();
  next.uploads.retry(key);
  await settled();
  next.posted[0]!.answer(up);
  await settled();
  expect(next.sent).toMatchObject([{ key }]);
});

test("where the browser has kept no bytes the next page says so", async () => {
  const killed = page(false);
  await killed.uploads.add(9, [file()]);
  await settled();
  const next = page(false);
  next.uploads.restore();
  await settled();
  expect(only(next.uploads)).toMatchObject({ stage: "failed", fault: "lost", again: false });
});

test("what was left long ago is forgotten, with its bytes", async () => {
  const killed = page();
  await killed.uploads.add(9, [file()]);
  await settled();
  const next = page(true, 1_000_000 + 8 * 86_400_000);
  next.uploads.restore();
  await settled();
  expect([next.uploads.all(), stored(), kept.size]).toEqual([[], 0, 0]);
});

test("a page that is left keeps what is on its way for the next", async () => {
  const left = page();
  await left.uploads.add(9, [file(), file()]);
  await settled();
  left.uploads.stop();
  await settled();
  expect(left.posted).toHaveLength(1);
  const next = page();
  next.uploads.restore();
  await settled();
  expect(next.uploads.all().map(({ again }) => again)).toEqual([true, true]);
});

test("after a logout nothing is kept", async () => {
  const { uploads, sent } = page();
  await uploads.add(9, [file()]);
  await settled();
  uploads.clear();
  await settled();
  expect([uploads.all(), sent, stored(), kept.size]).toEqual([[], [], 0, 0]);
});

test("what a living tab uploads is neither shown nor wiped by another", async () => {
  const one = page(true, 1_000_000, false);
  await one.uploads.add(9, [file()]);
  await settled();
  const two = page(true, 1_000_000, false);
  two.uploads.restore();
  await two.uploads.add(9, [file()]);
  await settled();
  expect([one.uploads.all().length, two.uploads.all().length, stored()]).toEqual([1, 1, 2]);
  one.posted[0]!.answer(up);
  await settled();
  expect([one.sent.length, two.sent.length, stored()]).toEqual([1, 0, 1]);
});

test.each(["{}", "5", "null", "[null]", '{"key":"k","at":1}', '[{"key":"k","at":1,"peer":9}]'])("what another version has kept as %s is ignored", (text) => {
  storage.setItem("leida:user:7:uploads", text);
  storage.setItem("leida:user:7:uploads:k", text);
  const { uploads } = page();
  uploads.restore();
  expect(uploads.all()).toEqual([]);
});
