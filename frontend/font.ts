import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
// @ts-expect-error: the package ships no types
import subsetFont from "subset-font";
import type { Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FULL = here(
  "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
);
const SMALL = here("node_modules/.visavis/visavis-1.woff2");

/** Letters of French, English, Dutch and German, the figures, and the signs our pages use. */
const KEPT = [
  String.fromCodePoint(...Array.from({ length: 0x7f - 0x20 }, (_, i) => 0x20 + i)),
  "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŒàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßı",
  "\u00a0«»“”‘’„‚–—…•·×©°€£§²³½",
].join("");

/**
 * Cuts the typeface down to those letters and to the weights 400–700 (34 kB become 16 kB),
 * once per installation; styles/font.css points at the result.
 */
export function smallTypeface(): Plugin {
  return {
    name: "visavis-small-typeface",
    async config() {
      if (existsSync(SMALL)) return;
      const small = await subsetFont(readFileSync(FULL), KEPT, {
        targetFormat: "woff2",
        variationAxes: { wght: { min: 400, max: 700, default: 400 } },
      });
      mkdirSync(dirname(SMALL), { recursive: true });
      writeFileSync(SMALL, small);
    },
  };
}
