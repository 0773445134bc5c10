// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Two pages, served by the gateway below /web/. What is built is committed (dist/), so the same input has to give the
// same bytes: names come from contents, and nothing of this machine goes in.
export default defineConfig({
  base: "/web/",
  plugins: [vue()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    target: ["es2020", "chrome80", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { staff: here("./index.html"), customer: here("./c.html") } },
  },
  server: { proxy: { "/zhugeleida": { target: process.env.LEIDA_URL ?? "http://127.0.0.1:8080", ws: true } } },
  test: { include: ["test/unit/**/*.test.ts"] },
});
