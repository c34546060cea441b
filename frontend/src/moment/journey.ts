/** The steps above the patient's screens: the mark moves on when the page does so by itself. */

/** Mark the step *name*; those before it are done. In the consultation the steps are out of sight. */
export function markStep(name: string, root: ParentNode = document): void {
  const journey = root.querySelector<HTMLElement>("[data-journey]");
  const place = journey?.dataset.journey?.split(" ").indexOf(name) ?? -1;
  if (!journey || place < 0) return;
  journey.hidden = name === "consult";
  for (const [at, step] of [...journey.querySelectorAll("li")].entries()) {
    step.classList.toggle("is-done", at < place);
    if (at === place) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    step.querySelector(".sr-only")?.remove();
    if (at < place) step.firstElementChild?.append(done(journey.dataset.done ?? ""));
  }
}

function done(words: string): HTMLElement {
  const note = document.createElement("span");
  note.className = "sr-only";
  note.textContent = ` ${words}`;
  return note;
}
