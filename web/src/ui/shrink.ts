// SPDX-License-Identifier: Apache-2.0
/**
 * Makes pictures fit to be sent, by a canvas: small enough, upright, and without what the camera wrote beside them, the
 * place above all.
 */
import { fit, PICTURE_BYTES, PICTURE_SIDE, type Size } from "@/core/files";
import type { Opened } from "@/core/uploads";

const SIDES = [PICTURE_SIDE, 1200, 900, 640];
const QUALITIES = [0.85, 0.7, 0.55];

type Shrunk = Size & { file: Blob };

function draw(image: HTMLImageElement, size: Size): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.imageSmoothingQuality = "high";
  // What can be seen through becomes white: JPEG would have it black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size.width, size.height);
  // Upright: browsers turn the picture of an <img> as its camera was held.
  pen.drawImage(image, 0, 0, size.width, size.height);
  return canvas;
}

const encode = (canvas: HTMLCanvasElement, type: string, quality?: number) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));

async function shrink(image: HTMLImageElement, file: Blob): Promise<Shrunk | null> {
  const whole = { width: image.naturalWidth, height: image.naturalHeight };
  // It moves, and a canvas would hold it still.
  if (file.type === "image/gif" && file.size <= PICTURE_BYTES) return { ...whole, file };
  try {
    // Beside the page, which would stand still if drawing had to do it.
    await image.decode();
  } catch {
    return null;
  }
  for (const side of SIDES) {
    const size = fit(whole, side);
    const canvas = draw(image, size);
    if (!canvas) return null;
    // Pictures of screens stay sharp.
    const exact = file.type === "image/png" && side === PICTURE_SIDE ? await encode(canvas, "image/png") : null;
    if (exact && exact.size <= PICTURE_BYTES) return { ...size, file: exact };
    for (const quality of QUALITIES) {
      const blob = await encode(canvas, "image/jpeg", quality);
      if (blob && blob.size <= PICTURE_BYTES) return { ...size, file: blob };
    }
  }
  return null;
}

export async function openPicture(file: Blob): Promise<Opened | null> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  const isThere = await new Promise<boolean>((resolve) => {
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
  if (isThere) return { url, width: image.naturalWidth, height: image.naturalHeight, shrunk: () => shrink(image, file) };
  URL.revokeObjectURL(url);
  return null;
}
