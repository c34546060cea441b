/** What people would do by hand at once: send the form of a page that only leads on; print. */
export function startByHand(): void {
  document.querySelector<HTMLFormElement>("form[data-submit-now]")?.requestSubmit();
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
