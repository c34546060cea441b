/** ALTCHA: a sum for the browser instead of a riddle for the person. No other server is asked. */
import "altcha/external";
import "altcha/altcha.css";
import Pbkdf2Worker from "altcha/workers/pbkdf2?worker";
import ShaWorker from "altcha/workers/sha?worker";

interface Registry {
  algorithms: { set(name: string, create: () => Worker): void };
}

const words: Record<string, () => Promise<unknown>> = {
  fr: () => import("altcha/i18n/fr-fr"),
  nl: () => import("altcha/i18n/nl"),
  de: () => import("altcha/i18n/de"),
};

const { algorithms } = (globalThis as unknown as { $altcha: Registry }).$altcha;
for (const size of ["256", "384", "512"]) {
  algorithms.set(`PBKDF2/SHA-${size}`, () => new Pbkdf2Worker());
  algorithms.set(`SHA-${size}`, () => new ShaWorker());
}

/** Puts the widget into the element; it writes the hidden field that the form sends. */
export async function show(element: HTMLElement): Promise<void> {
  const language = document.documentElement.lang.slice(0, 2);
  await words[language]?.();
  const widget = document.createElement("altcha-widget");
  widget.setAttribute("challenge", element.dataset.challengeUrl ?? "");
  widget.setAttribute("name", element.dataset.name ?? "altcha");
  widget.setAttribute("language", language);
  widget.setAttribute("auto", element.dataset.auto ?? "onload");
  widget.setAttribute("configuration", JSON.stringify({ hideFooter: true, hideLogo: true }));
  element.replaceChildren(widget);
}
