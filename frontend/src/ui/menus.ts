/** `<details data-menu>`: one open at a time; Escape and a click elsewhere close it; arrows walk. */
const ITEMS = ".drop-item:not([hidden])";

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

function closeAll(except?: Element | null): void {
  for (const menu of openMenus()) if (menu !== except) menu.open = false;
}

function walk(menu: HTMLDetailsElement, step: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>(ITEMS)];
  if (!items.length) return;
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}

function onKey(event: KeyboardEvent): void {
  const menu = (event.target as Element | null)?.closest<HTMLDetailsElement>("details[data-menu]");
  if (!menu?.open) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(menu, event.key === "ArrowDown" ? 1 : -1);
  }
}

export function startMenus(): void {
  document.addEventListener("click", (event) => {
    const inside = (event.target as Element | null)?.closest("details[data-menu]");
    closeAll(inside);
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const target = event.target as Element;
    closeAll(target.closest("details[data-menu]"));
  });
}
