/**
 * Light, dark or as the device says. `<button data-theme-set="light|dark|auto">` chooses; the
 * choice is kept in a cookie, so that the server writes `data-theme` on <html> before the page is
 * painted: no flash. Without a choice the device decides (CSS `prefers-color-scheme`).
 */
const COOKIE = "visavis_theme";
const YEAR_S = 365 * 24 * 60 * 60;
type Choice = "light" | "dark" | "auto";

function kept(): Choice {
  const found = new RegExp(`(?:^|;\\s*)${COOKIE}=(light|dark)`).exec(document.cookie)?.[1];
  return (found as Choice | undefined) ?? "auto";
}

function keep(choice: Choice): void {
  const age = choice === "auto" ? 0 : YEAR_S;
  document.cookie = `${COOKIE}=${choice}; path=/; max-age=${age}; samesite=lax`;
}

function apply(choice: Choice): void {
  const root = document.documentElement;
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
  }
}

export function listenForTheme(): void {
  apply(kept());
  for (const hidden of document.querySelectorAll<HTMLElement>(
    "[data-theme-choices], [data-theme-menu]",
  )) {
    hidden.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-theme-set]");
    if (!button) return;
    const choice = (button.dataset.themeSet ?? "auto") as Choice;
    keep(choice);
    apply(choice);
  });
}
