/** A page of staff whose rights have changed under it is loaded anew (see live.ts). */

/** What the server says now: the mark of one's rights; "" when one has none here any more. */
async function mark(): Promise<string> {
  const answer = await fetch("/desk/rights/", { redirect: "manual", cache: "no-store" });
  if (!answer.ok) return "";
  return String(((await answer.json()) as { rights?: string }).rights ?? "");
}

/**
 * Leaves the page when it was made for other rights than one has now. What comes instead is the
 * sign-in page, "nothing here", or the page with what may be seen now.
 */
export async function leaveIfRightsChanged(): Promise<void> {
  const marked = document.querySelector<HTMLElement>("[data-rights]");
  if (!marked) return;
  try {
    // Without the fragment: going there fetches the page anew, by GET.
    if ((await mark()) !== marked.dataset.rights) {
      location.assign(location.pathname + location.search);
    }
  } catch {
    // No network: once the line is back, every topic counts as changed, and this is asked again.
  }
}
