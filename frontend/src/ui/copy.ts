/** `data-copy="text"`: copies it and says so for two seconds. */
const SAID_MS = 2_000;

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const label = button.querySelector("span");
  if (!label || button.dataset.label) return;
  button.dataset.label = label.textContent;
  label.textContent = button.dataset.copied ?? "";
  setTimeout(() => {
    label.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, SAID_MS);
}

export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-copy]");
    if (button) void copy(button).catch(() => undefined);
  });
}
