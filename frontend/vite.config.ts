import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { compressed } from "./compress.ts";
import { smallTypeface } from "./font.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every file of src/entries is an entry: a page asks for it by that name (django-vite). */
const entries = readdirSync(here("src/entries"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => here(`src/entries/${name}`));

/**
 * Pages forbid eval (Content-Security-Policy) and htmx is told not to use it (`allowEval`); the
 * mere word keeps the minifier from shortening any name in its file.
 */
function htmxWithoutEval(): Plugin {
  return {
    name: "htmx-without-eval",
    transform(code, id) {
      if (!id.includes("htmx.esm.js")) return;
      if (!code.includes("return eval(str)")) throw new Error("htmx changed: look for its eval");
      return { code: code.replace("return eval(str)", "return undefined"), map: null };
    },
  };
}

export default defineConfig({
  base: "/static/dist/",
  plugins: [htmxWithoutEval(), smallTypeface(), tailwindcss(), svelte(), compressed()],
  build: {
    outDir: here("../visavis/static/dist"),
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: entries },
  },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    isolate: false,
    restoreMocks: true,
  },
});
