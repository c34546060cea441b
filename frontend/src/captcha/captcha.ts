/** The captcha of any form that is open to the world: `[data-captcha]` inside the form. */
export function startCaptcha(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-captcha]")) {
    loadWhenNeeded(element);
  }
}

/** The captcha weighs more than the page: it comes once the form is touched or comes into view. */
function loadWhenNeeded(element: HTMLElement): void {
  const form = element.closest("form");
  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    watcher.disconnect();
    void import("./widget").then((widget) => widget.show(element));
  };
  const watcher = new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting)) load();
  });
  watcher.observe(element);
  form?.addEventListener("focusin", load, { once: true });
}
