// SPDX-License-Identifier: Apache-2.0
/** What a page gets that sends pictures, where the answers are to be slow, wrong or counted: a store in this process. */

/** The one part of a multipart body. */
function partOf(body) {
  const head = body.indexOf("\r\n\r\n");
  const type = /content-type: (\S+)/i.exec(body.subarray(0, head).toString("latin1"))[1];
  return { type, bytes: body.subarray(head + 4, body.lastIndexOf("\r\n--")) };
}

/** Puts `uploads` into the features of the session, or takes it out. */
export async function setUploads(page, there) {
  await page.route("**/zhugeleida/session?kind=*", async (route) => {
    const response = await route.fetch();
    const said = await response.json();
    const others = said.data?.features?.filter((feature) => feature !== "uploads") ?? [];
    if (said.data) said.data.features = there ? [...others, "uploads"] : others;
    await route.fulfill({ response, json: said });
  });
}

/** Takes the uploads of a page: `stored` has them; `answer`, while it is set, is called in place of "done". */
export async function fakeStore(page) {
  const store = { stored: new Map(), keys: [], answer: null };
  await setUploads(page, true);
  await page.route(/\/(gongzhonghao|qiyeweixin)\/media\/0$/, async (route) => {
    const file = partOf(route.request().postDataBuffer());
    store.keys.push(route.request().headers()["idempotency-key"]);
    if (store.answer) return store.answer(route);
    const name = `${String(store.stored.size).padStart(40, "0")}.${file.type.split("/")[1].replace("jpeg", "jpg")}`;
    store.stored.set(name, file);
    await route.fulfill({ json: { code: 200, msg: "上传成功", data: { url: `/media/${name}`, type: file.type, size: file.bytes.length } } });
  });
  await page.route(/\/media\/\w+\.\w+$/, (route) => {
    const file = store.stored.get(new URL(route.request().url()).pathname.slice("/media/".length));
    return file ? route.fulfill({ body: file.bytes, contentType: file.type }) : route.continue();
  });
  return store;
}

/** A picture that the page draws: red left and blue right; `noise`: that cannot be made small by its looks. */
export async function drawn(page, { width, height, type = "image/jpeg", noise = false }) {
  const text = await page.evaluate(
    async ({ width, height, type, noise }) => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width, height });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "red";
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "blue";
      pen.fillRect(width / 2, 0, width, height);
      if (noise) {
        const pixels = pen.getImageData(0, 0, width, height);
        for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
        pen.putImageData(pixels, 0, 0);
      }
      const blob = await new Promise((done) => canvas.toBlob(done, type, 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      return btoa(text);
    },
    { width, height, type, noise },
  );
  return Buffer.from(text, "base64");
}

/** The jpeg as of a camera held upright on its side: EXIF with orientation 6, "turn me right", and a position. */
export function turned(jpeg) {
  const tiff = Buffer.alloc(38);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.set([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0], 10);
  tiff.set([0x25, 0x88, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0], 22);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([head, exif, jpeg.subarray(2)]);
}

/** Width, height and the colour near the top and the bottom of a picture, as the page sees it. */
export const seen = (page, { bytes, type }) =>
  page.evaluate(
    async ({ text, type }) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type }));
      const canvas = document.createElement("canvas");
      const { width, height } = Object.assign(canvas, { width: picture.width, height: picture.height });
      const pen = canvas.getContext("2d");
      pen.drawImage(picture, 0, 0);
      const colour = (y) => (pen.getImageData(width / 2, y, 1, 1).data[0] > 128 ? "red" : "blue");
      return { width, height, top: colour(2), bottom: colour(height - 3) };
    },
    { text: bytes.toString("base64"), type },
  );
