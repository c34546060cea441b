/** A page that came back with a message (`data-focus`) starts there, for eyes and for readers. */
export function startFocus(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
