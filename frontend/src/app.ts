/** What every page runs: live topics, error messages, theme and menus; htmx where a page asks for it. */
import { followTopics } from "./live";
import { listenForErrors } from "./toast";
import { listenForTheme } from "./theme";
import { startUi } from "./ui";

declare global {
  interface Window {
    htmx?: typeof import("htmx.org").default;
  }
}

const ASKS_FOR_HTMX = "[hx-get], [hx-post], [hx-boost]";

/** Fetches htmx if this page has a part for it: visitors' pages have none, and are lighter so. */
async function startHtmx(): Promise<void> {
  if (!document.querySelector(ASKS_FOR_HTMX)) return;
  const { default: htmx } = await import("htmx.org");
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.historyCacheSize = 0;
  htmx.config.timeout = 20_000;
  window.htmx = htmx;
  htmx.process(document.body);
}

/** Django's token: the page's <meta name="csrf-token">, else its form's field, else the cookie. */
export function csrfToken(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (meta) return meta;
  const field = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
  if (field?.value) return field.value;
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  const detail = (event as CustomEvent<{ verb: string; headers: Record<string, string> }>).detail;
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:afterSettle", () => followTopics());

listenForErrors();
listenForTheme();
startUi();
// Topics only then: what changes before htmx listens would be missed.
void startHtmx().finally(() => followTopics());
