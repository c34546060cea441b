import { describe, expect, it } from "vitest";
import de from "./de.json";
import en from "./en.json";
import fr from "./fr.json";
import { clockTime, speak, t } from "./index";
import nl from "./nl.json";
import pageDe from "./page/de.json";
import pageEn from "./page/en.json";
import pageFr from "./page/fr.json";
import pageNl from "./page/nl.json";

const sets: Record<string, Record<string, Record<string, string>>> = {
  visit: { fr, en, nl, de },
  page: { fr: pageFr, en: pageEn, nl: pageNl, de: pageDe },
};

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe.each(Object.entries(sets))("%s", (_name, languages) => {
  const keys = Object.keys(languages.fr!).sort();

  it.each(Object.entries(languages))("%s has every sentence, none empty", (_language, words) => {
    expect(Object.keys(words).sort()).toEqual(keys);
    for (const [key, text] of Object.entries(words)) expect(text.trim(), key).not.toBe("");
  });

  it.each(Object.entries(languages))("%s fills in the same facts", (_language, words) => {
    for (const key of keys) expect(blanks(words[key]!), key).toEqual(blanks(languages.fr![key]!));
  });

  it("French keeps its signs together with the word before", () => {
    for (const [key, text] of Object.entries(languages.fr!)) {
      expect(text, key).not.toMatch(/ [:;?!»]|« |\w[;?!](\s|$)|'|\.\.\./);
    }
  });

  it("no language uses typewriter quotes", () => {
    for (const words of Object.values(languages)) {
      for (const [key, text] of Object.entries(words)) expect(text, key).not.toMatch(/['"]|\.\.\./);
    }
  });
});

describe("t", () => {
  it("speaks the language asked for and fills in", async () => {
    await speak("en");
    expect(t("news.joined", { name: "Ada" })).toBe("Ada is here");
    await speak("fr");
    expect(t("room.duration", { time: "4:07" })).toBe("Durée\u00a0: 4:07");
  });

  it("tells the time in the practice's zone", () => {
    expect(clockTime("2026-11-24T13:30:00+00:00", "Europe/Paris")).toMatch(/^14.*30$/);
  });
});
