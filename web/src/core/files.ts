// SPDX-License-Identifier: Apache-2.0
/** What files may be sent, how large, and how large a picture is shown. */

export type FileKind = "picture" | "video";

/** What the picker offers: for these a phone makes a jpeg of what only it can read. */
export const OFFERED = "image/jpeg,image/png,image/webp,image/gif,video/mp4";
/** A picture is made to fit both; a video is sent as it is. */
export const PICTURE_SIDE = 1600;
export const PICTURE_BYTES = 500_000;
export const VIDEO_MB = 50;

/** null: nothing that may be sent. Whatever else the browser can open as a picture becomes a jpeg; drawings (svg) are programs. */
export function kindOf(type: string): FileKind | null {
  if (type === "video/mp4") return "video";
  return type.startsWith("image/") && !type.startsWith("image/svg") ? "picture" : null;
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
