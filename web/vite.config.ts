// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const GATEWAY = process.env.LEIDA_URL ?? "http://127.0.0.1:8080";

/** A page as one script and one style, and what it loads later. */
const page = (name: string, html: string) => ({
  input: { [name]: here(html) },
  preserveEntrySignatures: "allow-extension" as const,
  output: { codeSplitting: { groups: [{ name, tags: ["$initial" as const] }] } },
});

/** The customer's page has no views of the console: it does without their texts. */
const withoutConsole: Plugin = {
  name: "without-console",
  applyToEnvironment: ({ name }) => name === "customer",
  load: (id) => (id.endsWith("/i18n/zhConsole.ts") ? "export const zhConsole = {};" : null),
};

// Two pages, served by the gateway below /web/. What is built is committed (dist/), so the same input has to give the
// same bytes: names come from contents, and nothing of this machine goes in. Each page is built by itself: parts that both
// share would be requests of their own, which on a slow network cost more than bytes.
export default defineConfig({
  base: "/web/",
  // All components are <script setup>: what Vue has for others is left out.
  plugins: [vue({ features: { optionsAPI: false } }), withoutConsole],
  resolve: { alias: { "@": here("./src") } },
  build: {
    target: ["es2020", "chrome80", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  environments: {
    client: { build: { rollupOptions: page("staff", "./index.html") } },
    customer: { consumer: "client", build: { emptyOutDir: false, copyPublicDir: false, rollupOptions: page("customer", "./c.html") } },
  },
  builder: {
    async buildApp(builder) {
      for (const environment of [builder.environments["client"], builder.environments["customer"]]) if (environment) await builder.build(environment);
    },
  },
  server: { proxy: { "/zhugeleida": { target: GATEWAY, ws: true }, "/media": GATEWAY } },
  test: { include: ["test/unit/**/*.test.ts"] },
});
