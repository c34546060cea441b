/**
 * While the room covers the window, the page below is out of reach for keyboard and screen
 * reader, and does not scroll. Returns the way back.
 */
export function coverPage(room: HTMLElement): () => void {
  const changed: HTMLElement[] = [];
  for (let element: HTMLElement = room; element.parentElement; element = element.parentElement) {
    for (const sibling of element.parentElement.children) {
      const keep = sibling === element || !(sibling instanceof HTMLElement) || sibling.id === "toasts";
      if (keep || sibling.inert || sibling.tagName === "SCRIPT") continue;
      sibling.inert = true;
      changed.push(sibling);
    }
    if (element.parentElement === document.body) break;
  }
  const page = document.documentElement.style;
  page.overflow = "hidden";
  page.scrollbarGutter = "auto";
  return () => {
    for (const element of changed) element.inert = false;
    page.overflow = page.scrollbarGutter = "";
  };
}
