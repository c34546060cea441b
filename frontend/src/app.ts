/** What every page runs: htmx, live topics, error messages, theme and menus. */
import htmx from "htmx.org";
import { followTopics } from "./live";
import { listenForErrors } from "./toast";
import { listenForTheme } from "./theme";
import { startUi } from "./ui";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
htmx.config.timeout = 20_000;
window.htmx = htmx;

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
followTopics();
