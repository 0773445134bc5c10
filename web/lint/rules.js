// SPDX-License-Identifier: Apache-2.0
/** Rules of our own: what no file of src uses. A word that stands anywhere else counts as a use, so what they report is dead. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const NOTE = /\/\*[^]*?\*\/|\/\/.*|<!--[^]*?-->/g;
const WORD = /[\p{L}_$][\p{L}\d_$]*/gu;

/** How often each word of code stands in `text`. */
function count(text) {
  const words = new Map();
  for (const [word] of text.replace(NOTE, "").matchAll(WORD)) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

let all;

/** The words of each file of src, read once. */
function wordsOfFiles() {
  all ??= new Map(
    readdirSync(src, { recursive: true })
      .filter((name) => /\.(ts|vue)$/.test(name))
      .map((name) => [src + name, count(readFileSync(src + name, "utf8"))]),
  );
  return all;
}

/** Whether `word` stands in a file of src for which `counts` holds. */
function standsIn(word, counts) {
  return [...wordsOfFiles()].some(([file, words]) => counts(file) && words.has(word));
}

const namesOf = (declaration) => (declaration.declarations ?? [declaration]).map(({ id }) => id).filter((id) => id?.type === "Identifier");

const noUnusedExport = {
  meta: { type: "problem", schema: [], messages: { unused: "nothing in src uses {{name}}" } },
  create(context) {
    const own = count(context.sourceCode.text);
    return {
      ExportNamedDeclaration({ declaration }) {
        for (const id of declaration ? namesOf(declaration) : []) {
          if (own.get(id.name) === 1 && !standsIn(id.name, (file) => file !== context.filename)) context.report({ node: id, messageId: "unused", data: { name: id.name } });
        }
      },
    };
  },
};

const noUnusedText = {
  meta: { type: "problem", schema: [], messages: { unused: "no page shows {{name}}" } },
  create(context) {
    return {
      Property({ key }) {
        const name = key.name ?? key.value;
        if (/^[\p{L}_$]/u.test(name) && !standsIn(name, (file) => !file.includes("/i18n/"))) context.report({ node: key, messageId: "unused", data: { name } });
      },
    };
  },
};

export default { rules: { "no-unused-export": noUnusedExport, "no-unused-text": noUnusedText } };
