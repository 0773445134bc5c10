// SPDX-License-Identifier: Apache-2.0
/** Sends a file. By XMLHttpRequest, as fetch tells nothing of how far it has come. */
import type { Outcome } from "@/core/outcome";
import { isRecord, isText } from "@/core/shape";
import { ask, wanted } from "./client";

/** What the server has stored. */
export interface Stored {
  url: string;
  width?: number;
  height?: number;
}

export interface UploadOptions {
  /** How much is sent, 0 to 1. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/** A network that moves nothing for so long is gone. */
const SILENCE_MS = 30_000;

type Answer = { code: 200; msg: string; data: Stored };

function post(path: string, file: Blob, key: string, { progress, signal }: UploadOptions): Promise<{ data: Answer }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const ends = [signal, wanted()];
    if (ends.some((end) => end.aborted)) return reject(new Error("aborted"));
    let silence = 0;
    const heard = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(() => request.abort(), SILENCE_MS);
    };
    const abort = () => request.abort();
    request.upload.onprogress = (event) => {
      heard();
      if (event.total > 0) progress(event.loaded / event.total);
    };
    request.onloadend = () => {
      window.clearTimeout(silence);
      for (const end of ends) end.removeEventListener("abort", abort);
      if (request.response) resolve({ data: request.response as Answer });
      else reject(new Error("no answer"));
    };
    for (const end of ends) end.addEventListener("abort", abort);
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("X-Leida", "1");
    request.setRequestHeader("Idempotency-Key", key);
    const form = new FormData();
    // The name of the file is nobody's business: what it is shows in its bytes.
    form.append("file", file, "file");
    heard();
    request.send(form);
  });
}

/** `area`: "/zhugeleida/gongzhonghao". One that is aborted is as one without an answer. */
export const upload = (area: string, file: Blob, key: string, options: UploadOptions): Promise<Outcome<Stored>> =>
  ask(post(`${area}/media/0`, file, key, options), (data) => isRecord(data) && isText(data["url"]));
