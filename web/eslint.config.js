// SPDX-License-Identifier: Apache-2.0
/** What `npm run lint` holds the pages to; test/unit/lint.test.ts shows that each rule finds what it is there for. */
import vue from "eslint-plugin-vue";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";
import leida from "./lint/rules.js";
import { NO_ACTION_UNAWAITED, NO_MARKUP, NO_TEXT_IN_SCRIPT, NO_TEXT_IN_TEMPLATE, TEXT_ATTRIBUTES } from "./lint/selectors.js";

/** What the API says in Chinese is known by these. */
const WORDS_OF_THE_API = ["src/staff/customers/words.ts", "src/staff/radar/log.ts", "src/staff/chat/preview.ts"];

export default defineConfig(
  { ignores: ["dist/", "src/api/schema.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ts.configs.recommendedTypeChecked,
  vue.configs["flat/essential"],
  {
    languageOptions: { parserOptions: { project: "lint/tsconfig.json", tsconfigRootDir: import.meta.dirname, extraFileExtensions: [".vue"] } },
    plugins: { leida },
    rules: {
      // The size of things.
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
      "max-depth": ["error", 3],
      "max-params": ["error", 5],
      // What is written becomes neither markup nor code.
      "no-eval": "error",
      "no-script-url": "error",
      "@typescript-eslint/no-implied-eval": "error",
      "no-restricted-syntax": ["error", ...NO_MARKUP],
      // The rest.
      eqeqeq: "error",
      "no-alert": "error",
      "no-console": "error",
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": false }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/unbound-method": "off", // what a composable gives has no this
    },
  },
  {
    files: ["src/**"],
    ignores: ["src/i18n/*", ...WORDS_OF_THE_API],
    rules: { "no-restricted-syntax": ["error", ...NO_MARKUP, ...NO_TEXT_IN_SCRIPT] },
  },
  { files: ["src/**/*.ts"], rules: { "leida/no-unused-export": "error" } },
  { files: ["src/i18n/zh*.ts"], rules: { "leida/no-unused-text": "error", "max-lines": "off" } },
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      "vue/multi-word-component-names": "off", // they are imported, never looked up by name
      "vue/no-bare-strings-in-template": ["error", { attributes: { "/.+/": TEXT_ATTRIBUTES } }],
      "vue/no-restricted-syntax": ["error", ...NO_TEXT_IN_TEMPLATE],
      "vue/no-v-html": "error",
      "vue/no-restricted-v-bind": ["error", { argument: "/^(inner-?html|outer-?html|srcdoc)$/i" }],
      "vue/no-restricted-html-elements": ["error", "script", "iframe", "object", "embed"],
      "vue/no-static-inline-styles": "error", // the policy forbids them
      "vue/no-template-target-blank": "error",
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/enforce-style-attribute": ["error", { allow: ["scoped"] }],
      "vue/html-button-has-type": "error",
      "vue/no-undef-components": ["error", { ignorePatterns: ["RouterLink", "RouterView"] }],
      "vue/no-unused-emit-declarations": "error",
      "vue/no-unused-properties": "error",
      "vue/no-unused-refs": "error",
      "vue/require-explicit-emits": "error",
    },
  },
  // A composable is the script of the components that use it, in a file of its own.
  { files: ["src/**/use*.ts"], rules: { "max-lines-per-function": "off" } },
  {
    files: ["test/**", "*.mjs", "*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      "no-script-url": "off", // what is refused
      "@typescript-eslint/no-non-null-assertion": "off", // the test fails there as well
      "@typescript-eslint/require-await": "off", // what stands in for an answer
    },
  },
  {
    // Without types: what a browser is told to do is known by its name.
    files: ["**/*.mjs", "**/*.js"],
    extends: [ts.configs.disableTypeChecked],
    rules: { "no-restricted-syntax": ["error", ...NO_ACTION_UNAWAITED] },
  },
);
