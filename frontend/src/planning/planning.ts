/** The planning: the panel of an appointment, the line of now, the first view. Works without. */

const MINUTE_MS = 60_000;

export function startPlanning(root: Document = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-without-script]")) {
    element.hidden = true;
  }
  for (const button of root.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-auto-submit]")) {
    form
      .querySelector<HTMLInputElement>("input[type=date]")
      ?.addEventListener("change", (event) => submitIfValid(form, event));
  }
  root.addEventListener("click", fillReopening);
  root.body.addEventListener("htmx:afterSwap", (event) => {
    if ((event.target as Element | null)?.id === "appointment") openPanel(root);
    moveNow(root);
  });
  moveNow(root);
  setInterval(() => moveNow(root), MINUTE_MS / 4);
  showNow(root);
}

function submitIfValid(form: HTMLFormElement, event: Event): void {
  const input = event.target as HTMLInputElement;
  if (input.value && input.checkValidity()) form.requestSubmit();
}

function openPanel(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>("#appointment-panel");
  if (dialog && !dialog.open) dialog.showModal();
}

/** The dialog that opens a blocked time again learns which one it is about. */
function fillReopening(event: Event): void {
  const block = (event.target as Element | null)?.closest<HTMLElement>("[data-closure]");
  const dialog = document.querySelector<HTMLDialogElement>("#reopen");
  if (!block || !dialog) return;
  const field = dialog.querySelector<HTMLInputElement>("input[name=closure]");
  const what = dialog.querySelector<HTMLElement>("[data-what]");
  if (field) field.value = block.dataset.closure ?? "";
  if (what) what.textContent = block.dataset.what ?? "";
}

/** Minutes since midnight at the practice, whatever zone this screen is in. */
export function minuteAt(moment: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return read("hour") * 60 + read("minute");
}

function moveNow(root: Document): void {
  const zone = root.querySelector<HTMLElement>("[data-zone]")?.dataset.zone;
  if (!zone) return;
  for (const line of root.querySelectorAll<HTMLElement>("[data-now]")) {
    line.style.setProperty("--at", String(minuteAt(new Date(), zone)));
  }
}

/** On a narrow screen, today's column comes into view. */
function showNow(root: Document): void {
  for (const column of root.querySelectorAll<HTMLElement>(".plan-week .plan-column.is-today")) {
    const frame = column.closest<HTMLElement>(".plan-scroll");
    if (frame) frame.scrollLeft = column.offsetLeft - frame.clientWidth / 3;
  }
}
