/** Single keys for what hands do most; they can be switched off (WCAG 2.1.4). */
const KEY = "visavis.shortcuts";

export function shortcutsOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function setShortcuts(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Not kept beyond this page.
  }
}

/** The key of an event when it is meant as a shortcut: not while typing, not with Ctrl and co. */
export function shortcutKey(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return null;
  const target = event.target as HTMLElement | null;
  if (target?.closest("input, textarea, select, dialog, [contenteditable]")) return null;
  return event.key.length === 1 ? event.key.toLowerCase() : null;
}
