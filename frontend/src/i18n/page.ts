/** The few sentences that any page may need; only the page's language is loaded. */
import type fr from "./page/fr.json";

export type PageKey = keyof typeof fr;
type Dictionary = Record<PageKey, string>;

const dictionaries: Record<string, () => Promise<{ default: Dictionary }>> = {
  fr: () => import("./page/fr.json"),
  en: () => import("./page/en.json"),
  nl: () => import("./page/nl.json"),
  de: () => import("./page/de.json"),
};

let loaded: Promise<Dictionary> | null = null;

/** The dictionary of <html lang>; French where the language is unknown. */
export function pageTexts(): Promise<Dictionary> {
  const language = document.documentElement.lang.slice(0, 2);
  const load = dictionaries[language] ?? dictionaries.fr!;
  loaded ??= load().then((module) => module.default);
  return loaded;
}
