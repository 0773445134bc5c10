// SPDX-License-Identifier: Apache-2.0
/** What files may be sent, how large, and how large a picture is shown. */

export type FileKind = "picture" | "video";

/** What the picker offers, and what is taken from a paste or a drop. */
export const TAKEN = "image/jpeg,image/png,image/webp,image/gif,video/mp4";
/** A picture is made to fit both; a video is sent as it is. */
export const PICTURE_SIDE = 1600;
export const PICTURE_BYTES = 500_000;
export const VIDEO_MB = 50;

const KINDS: Record<string, FileKind> = { image: "picture", video: "video" };

/** null: nothing that may be sent. */
export function kindOf(type: string): FileKind | null {
  return TAKEN.split(",").includes(type) ? (KINDS[type.slice(0, 5)] ?? null) : null;
}

export interface Size {
  width: number;
  height: number;
}

/** Made smaller, never larger, so that no side is longer. */
export function fit({ width, height }: Size, side: number): Size {
  const by = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

const BOX: Size = { width: 240, height: 320 };
const LEAST = 64;
/** For those that do not say how large they are. */
const UNKNOWN: Size = { width: 240, height: 180 };

/** The place of a picture in a conversation, px: known before it is loaded, so that nothing moves when it is. The numbers
 * are of foreign origin. */
export function boxOf(width: unknown, height: unknown): Size {
  if (typeof width !== "number" || typeof height !== "number" || !(width >= 1 && width < 1e5 && height >= 1 && height < 1e5)) return UNKNOWN;
  const by = Math.min(1, BOX.width / width, BOX.height / height);
  return { width: Math.max(LEAST, Math.round(width * by)), height: Math.max(LEAST, Math.round(height * by)) };
}
