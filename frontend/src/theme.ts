/**
 * Light, dark or as the device says. `<button data-theme-set="light|dark|auto">` chooses; the
 * choice is kept on this device. The server may write `data-theme` on <html>; without either, the
 * device decides (CSS `prefers-color-scheme`).
 */
const KEY = "visavis.theme";

function apply(choice: string | null): void {
  const root = document.documentElement;
  const names = { light: root.dataset.themeLight ?? "light", dark: root.dataset.themeDark ?? "dark" };
  if (choice === "light" || choice === "dark") root.dataset.theme = names[choice];
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === (choice ?? "auto")));
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(choice: string): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}

export function listenForTheme(): void {
  const choice = stored();
  if (choice) apply(choice);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-theme-set]");
    if (!button) return;
    const wanted = button.dataset.themeSet ?? "auto";
    store(wanted);
    apply(wanted);
  });
}
