// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PAGES = { staff: here("./index.html"), customer: here("./c.html") };

interface Graph {
  getModuleInfo(id: string): { importers: readonly string[] } | null;
}

/** Whether a page loads the module at once, and not only when something of it is wanted. */
function isLoadedBy(page: string, id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (id === page) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return graph.getModuleInfo(id)?.importers.some((importer) => isLoadedBy(page, importer, graph, seen)) ?? false;
}

/** What both pages load at once is one file: each file more is a round trip on a phone. */
const nameOf = (id: string, graph: Graph) => (Object.values(PAGES).every((page) => isLoadedBy(page, id, graph)) ? "shared" : null);

// Two pages, served by the gateway below /web/. What is built is committed (dist/), so the same input has to give the
// same bytes: names come from contents, and nothing of this machine goes in.
export default defineConfig({
  base: "/web/",
  // All components are <script setup>: what Vue has for others is left out.
  plugins: [vue({ features: { optionsAPI: false } })],
  resolve: { alias: { "@": here("./src") } },
  build: {
    target: ["es2020", "chrome80", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: PAGES, output: { codeSplitting: { groups: [{ name: nameOf, debugName: "shared" }] } } },
  },
  server: { proxy: { "/zhugeleida": { target: process.env.LEIDA_URL ?? "http://127.0.0.1:8080", ws: true } } },
  test: { include: ["test/unit/**/*.test.ts"] },
});
