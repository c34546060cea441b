/** Sentences of the visit's screens. Only the page's language is loaded; call `speak` first. */
import type { Language } from "../room/config";
import type fr from "./fr.json";

export type Key = keyof typeof fr;
type Dictionary = Record<Key, string>;

const dictionaries: Record<Language, () => Promise<{ default: Dictionary }>> = {
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
  nl: () => import("./nl.json"),
  de: () => import("./de.json"),
};

let words: Dictionary | null = null;
let spoken: Language = "fr";

export async function speak(language: Language): Promise<void> {
  spoken = language in dictionaries ? language : "fr";
  words = (await dictionaries[spoken]()).default;
}

/** The sentence with its `{names}` filled in. */
export function t(key: Key, facts: Record<string, string | number> = {}): string {
  const sentence = words?.[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** "14:30" (fr: "14:30", en: "14:30", de: "14:30"), in the practice's zone. */
export function clockTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(spoken, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(iso));
}

/** "mardi 24 novembre", in the practice's zone. */
export function dayName(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(spoken, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone,
  }).format(new Date(iso));
}
