/** "(2) Waiting room": the counts of the page (`data-title-count`) stand before its title. */
export function counted(title: string, count: number): string {
  const bare = title.replace(/^\(\d+\) /, "");
  return count > 0 ? `(${count}) ${bare}` : bare;
}

function refresh(): void {
  let count = 0;
  for (const element of document.querySelectorAll<HTMLElement>("[data-title-count]")) {
    count += Number(element.dataset.titleCount) || 0;
  }
  document.title = counted(document.title, count);
}

export function startTitleCount(): void {
  refresh();
  document.addEventListener("htmx:afterSettle", refresh);
  document.addEventListener("htmx:oobAfterSwap", refresh);
}
