/** The booking screens: how long the slot is still held, and the captcha, loaded when needed. */
import { startCaptcha } from "../captcha/captcha";
import { pageTexts } from "../i18n/page";

export function startBooking(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-hold-until]")) {
    void countDown(element);
  }
  startCaptcha(root);
}

/** Minutes and seconds left, "4:07"; never negative. */
export function leftOver(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

async function countDown(element: HTMLElement): Promise<void> {
  const until = Date.parse(element.dataset.holdUntil ?? "");
  if (Number.isNaN(until)) return;
  const serverNow = Date.parse(element.dataset.holdNow ?? "");
  // The page's clock may be wrong: count from the server's, by a clock nobody sets.
  const ends = performance.now() + until - (Number.isNaN(serverNow) ? Date.now() : serverNow);
  const texts = await pageTexts();
  const tick = () => {
    const left = ends - performance.now();
    if (left > 0) {
      element.textContent = texts["hold.left"].replace("{time}", leftOver(left));
      return;
    }
    clearInterval(timer);
    element.textContent = texts["hold.over"];
    element.classList.add("is-over");
    element.dataset.holdOver = "";
    document.body.dispatchEvent(new CustomEvent("hold:over"));
  };
  const timer = setInterval(tick, 1_000);
  tick();
}
