/**
 * The desk's waiting list: a sound when somebody arrives. The list itself is the server's, kept
 * up to date by htmx; the count before the page's title comes with it (ui/title.ts).
 *
 *   <ul data-waiting-list> <li data-waiting="<encounter>" data-here> … one who is present
 *   <button data-arrival-sound hidden aria-pressed="true"> … switches the sound, remembered
 */
import { chime } from "./chime";

const KEY = "visavis.arrival-sound";

/** Those who are present in the list, by encounter. */
export function present(root: ParentNode = document): Set<string> {
  const here = root.querySelectorAll<HTMLElement>("[data-waiting][data-here]");
  return new Set([...here].map((line) => line.dataset.waiting ?? ""));
}

/** Whether somebody is in `now` who was not in `before`. */
export function someoneNew(before: Set<string>, now: Set<string>): boolean {
  return [...now].some((one) => !before.has(one));
}

function wanted(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function startSwitch(button: HTMLElement): void {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(wanted()));
  button.addEventListener("click", () => {
    const on = !wanted();
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      return;
    }
    button.setAttribute("aria-pressed", String(on));
    if (on) chime();
  });
}

export function startArrivals(): void {
  let before = present();
  const button = document.querySelector<HTMLElement>("[data-arrival-sound]");
  if (button) startSwitch(button);
  document.addEventListener("htmx:afterSettle", () => {
    const now = present();
    if (someoneNew(before, now) && wanted()) chime();
    before = now;
  });
}
