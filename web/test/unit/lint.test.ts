// SPDX-License-Identifier: Apache-2.0
/** Each rule that eslint.config.js sets finds what it is there for, in a file that stands in for one of the pages. */
import { fileURLToPath } from "node:url";
import { ESLint, type Linter } from "eslint";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL("../../", import.meta.url));
// The types of what is linted are to be those of the text that is handed over, not of the file on the disk.
const eslint = new ESLint({ cwd, overrideConfig: { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } } });

const script = (code: string) => `<script setup lang="ts">\n${code}\n</script>\n<template>\n  <i />\n</template>\n`;
const template = (code: string, setup = "") => `<script setup lang="ts">\n${setup}\n</script>\n<template>\n  ${code}\n</template>\n`;

/** The file that each text stands in for, and texts that a rule has to refuse. */
const REFUSED: Record<string, Record<string, string[]>> = {
  "src/core/text.ts": {
    "max-lines": ["// line\n".repeat(401)],
    "max-lines-per-function": [`export function long(): void {\n${"  void 0;\n".repeat(60)}}`],
    "max-depth": ["for (;;) for (;;) for (;;) for (;;) void 0;"],
    "max-params": ["export const f = (a: 1, b: 1, c: 1, d: 1, e: 1, g: 1) => [a, b, c, d, e, g];"],
    "no-eval": ["eval('1');"],
    "no-script-url": ["location.href = 'javascript:1';"],
    "@typescript-eslint/no-implied-eval": ["setTimeout('1', 1);"],
    "no-restricted-syntax": [
      "document.body.innerHTML = 'x';",
      "document.body['outerHTML'] = 'x';",
      "document.body.insertAdjacentHTML('beforeend', 'x');",
      "document.write('x');",
      "h('i', { innerHTML: 'x' });",
      "new DOMParser().parseFromString('x', 'text/html');",
      "new Function('1')();",
      "export const text = '雷达';",
      "export const text = (n: number) => `${n} 条`;",
      "document.title = 'Radar';",
    ],
    eqeqeq: ["export const same = (a: unknown) => a == 1;"],
    "no-alert": ["alert('x');"],
    "no-console": ["console.log('x');"],
    "@typescript-eslint/ban-ts-comment": ["// @ts-ignore\nexport const a: number = 'x';"],
    "@typescript-eslint/consistent-type-imports": ["import { Line } from './line';\nexport type L = Line;"],
    "@typescript-eslint/no-explicit-any": ["export const a = (b: any) => b as number;"],
    "@typescript-eslint/no-floating-promises": ["fetch('x');"],
    "@typescript-eslint/no-misused-promises": ["[1].forEach(async () => { await fetch('x'); });"],
    "@typescript-eslint/no-non-null-assertion": ["export const a = (b: string | null) => b!.length;"],
    "@typescript-eslint/no-unsafe-assignment": ["export const a: number = JSON.parse('1');"],
    "@typescript-eslint/no-unused-vars": ["const unused = 1;"],
    "@typescript-eslint/restrict-template-expressions": ["export const a = (b: object) => `${b}`;"],
    "@typescript-eslint/switch-exhaustiveness-check": ["export function f(a: 'x' | 'y'): void {\n  switch (a) {\n    case 'x':\n  }\n}"],
    "leida/no-unused-export": ["export const nobodyAsksForThis = 1;", "export function nobodyAsksForThis(): void {}"],
  },
  "src/i18n/zh.ts": { "leida/no-unused-text": ["export const zh = { nobodyShowsThis: '没有' };"] },
  "src/ui/Icon.vue": {
    "no-restricted-syntax": [script("export const text = '雷达';"), script("document.body.innerHTML = 'x';")],
    "@typescript-eslint/no-floating-promises": [script("fetch('x');")],
    "vue/no-bare-strings-in-template": [template("<p>发送</p>"), template("<p>Send</p>"), ...["title", "aria-label", "placeholder", "alt"].map((name) => template(`<input ${name}="Send">`))],
    "vue/no-restricted-syntax": [
      template("<p>{{ '发送' }}</p>"),
      template("<p>{{ busy ? 'Sending' : '' }}</p>", "const busy = true;"),
      template("<p>{{ `${n} new` }}</p>", "const n = 1;"),
      template("<p>{{ n + ' new' }}</p>", "const n = 1;"),
      template('<p v-text="\'Send\'" />'),
      ...["title", "aria-label", "placeholder", "alt"].map((name) => template(`<input :${name}="n > 1 ? 'Some' : ''">`, "const n = 1;")),
    ],
    "vue/no-v-html": [template('<p v-html="text" />', "const text = '';")],
    "vue/no-restricted-v-bind": [template('<p :innerHTML="text" />', "const text = '';"), template('<p :inner-html.prop="text" />', "const text = '';")],
    "vue/no-restricted-html-elements": [template("<iframe />")],
    "vue/no-static-inline-styles": [template('<p style="color: red" />')],
    "vue/no-template-target-blank": [template('<a :href="url" target="_blank" />', "const url = '';")],
    "vue/block-lang": ["<script setup>\n</script>\n<template>\n  <i />\n</template>\n"],
    "vue/component-api-style": ['<script lang="ts">\nexport default { data: () => ({}) };\n</script>\n'],
    "vue/enforce-style-attribute": [`${template("<i />")}\n<style>\ni {\n  color: red;\n}\n</style>\n`],
    "vue/html-button-has-type": [template("<button />")],
    "vue/no-undef-components": [template("<Foo />")],
    "vue/no-unused-emit-declarations": [script("defineEmits<{ again: [] }>();")],
    "vue/no-unused-properties": [script("defineProps<{ name: string }>();")],
    "vue/no-unused-refs": [template('<p ref="box" />')],
    "vue/require-explicit-emits": [template("<button type=\"button\" @click=\"$emit('send')\" />", "defineEmits<{ again: [] }>();")],
  },
  "test/pages/stack.mjs": {
    "no-restricted-syntax": ["page.locator('a').first().click();", "page.goto('x');", "page.getByText('x').waitFor();"],
  },
};

const TAKEN: Record<string, string[]> = {
  "src/core/text.ts": ["export const plain = (text: string) => text.trim();", "document.title = '';"],
  "src/i18n/zh.ts": ["export const zh = { send: '发送' };"],
  "src/ui/Icon.vue": [
    template("<p>{{ kind === 'word' ? text('word') : more['word'] }} · {{ `${n}%` }}</p>", "const kind = 'x' as string;\nconst text = (a: string) => a;\nconst more: Record<string, string> = {};\nconst n = 1;"),
    template('<input :placeholder="text(\'word\')" aria-label="+">', "const text = (a: string) => a;"),
  ],
  "test/pages/stack.mjs": ["await page.locator('a').first().click();", "const gone = page.waitForURL('x');\nawait gone;"],
};

async function rulesAgainst(code: string, file: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: cwd + file });
  return result?.messages.map((message) => message.ruleId ?? message.message) ?? [];
}

const refused = Object.entries(REFUSED).flatMap(([file, rules]) => Object.entries(rules).flatMap(([rule, texts]) => texts.map((text) => ({ file, rule, text }))));
const taken = Object.entries(TAKEN).flatMap(([file, texts]) => texts.map((text) => ({ file, text })));

test.each(refused)("$rule in $file: $text", { timeout: 60_000 }, async ({ file, rule, text }) => {
  expect(await rulesAgainst(text, file)).toContain(rule);
});

test.each(taken)("good in $file: $text", { timeout: 60_000 }, async ({ file, text }) => {
  expect(await rulesAgainst(text, file)).toEqual([]);
});

test("no rule is set that is not shown to find something", async () => {
  const { default: config } = (await import(`${cwd}eslint.config.js`)) as { default: Linter.Config[] };
  const own = config.filter((part) => !part.name).flatMap((part) => Object.entries(part.rules ?? {}));
  const set = own.filter(([, level]) => level !== "off").map(([rule]) => rule);
  expect(set.filter((rule) => !refused.some((one) => one.rule === rule))).toEqual([]);
});
