/** Short messages in the corner, for what a page could not do. */
import { pageTexts, type PageKey } from "./i18n/page";

const STAYS_MS = 8_000;

function holder(): HTMLElement {
  const existing = document.getElementById("toasts");
  if (existing) return existing;
  const element = document.createElement("div");
  element.id = "toasts";
  element.className = "toasts";
  element.setAttribute("role", "status");
  element.setAttribute("aria-live", "polite");
  document.body.append(element);
  return element;
}

/** Shows a sentence; it goes by itself, or by its button. */
export function toast(text: string, closeLabel: string): void {
  const box = document.createElement("div");
  box.className = "toast-note";
  const sentence = document.createElement("span");
  sentence.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-plain btn-sm btn-square";
  close.setAttribute("aria-label", closeLabel);
  close.textContent = "×";
  close.addEventListener("click", () => box.remove());
  box.append(sentence, close);
  holder().append(box);
  setTimeout(() => box.remove(), STAYS_MS);
}

async function complain(key: PageKey): Promise<void> {
  const texts = await pageTexts();
  toast(texts[key], texts["error.close"]);
}

/** Which sentence an answer of the server deserves. */
export function sentenceFor(status: number): PageKey {
  if (status === 401) return "error.session";
  if (status >= 400 && status < 500) return "error.refused";
  return "error.server";
}

/** A live part of the page that fetches itself again is silent: the offline badge speaks for it. */
function asked(event: Event): boolean {
  const detail = (event as CustomEvent<{ requestConfig?: { triggeringEvent?: Event } }>).detail;
  return !detail.requestConfig?.triggeringEvent?.type.startsWith("changed:");
}

export function listenForErrors(): void {
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    if (asked(event)) void complain(sentenceFor(xhr.status));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (asked(event)) void complain("error.network");
    });
  }
  // The sentences must be here before the network goes.
  setTimeout(() => void pageTexts().catch(() => undefined), 3_000);
}
