/** Native dialogs: `data-opens="id"` opens, `data-closes` and the backdrop close. */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element | null;
    const opener = target?.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
      return;
    }
    const dialog = target?.closest("dialog");
    if (dialog && (target?.closest("[data-closes]") || isBackdrop(dialog, event))) dialog.close();
  });
}

/** A click on the dialog element itself but outside its box is one on the backdrop. */
function isBackdrop(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  if (event.target !== dialog || event.detail === 0) return false;
  const box = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}
