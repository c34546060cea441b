/** What a page says about a moment: how long until it, what the clock says where the reader is. */

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "in 12 minutes", in *language*; the largest unit that counts at least two, never in the past. */
export function until(milliseconds: number, language: string): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const [unit, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(
    Math.round(seconds / size),
    unit,
  );
}

/** The reader's own day, time and place, when their clock differs from the practice's; else null. */
export function elsewhere(
  moment: Date,
  practiceZone: string,
  language: string,
  ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): { day: string; time: string; place: string } | null {
  const inZone = (timeZone: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...options, timeZone });
  const whole: Intl.DateTimeFormatOptions = { dateStyle: "short", timeStyle: "short" };
  if (inZone(ownZone, whole).format(moment) === inZone(practiceZone, whole).format(moment)) return null;
  return {
    day: inZone(ownZone, { weekday: "long", day: "numeric", month: "long" }).format(moment),
    time: inZone(ownZone, { hour: "2-digit", minute: "2-digit" }).format(moment),
    place: (ownZone.split("/").pop() ?? ownZone).replaceAll("_", " "),
  };
}

/** Fill a sentence of the page: "{day} at {time}". */
function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * `data-until` (with `data-now`, the server's clock) is written as "in 12 minutes" and kept so;
 * when the moment comes and the element has `data-then-reload`, the page is asked for again.
 */
function countDown(element: HTMLElement, language: string): void {
  const moment = Date.parse(element.dataset.until ?? "");
  const serverNow = Date.parse(element.dataset.now ?? "");
  if (Number.isNaN(moment)) return;
  const ends = performance.now() + moment - (Number.isNaN(serverNow) ? Date.now() : serverNow);
  const tick = () => {
    const left = ends - performance.now();
    element.textContent = until(left, language);
    if (left > 0) return;
    clearInterval(timer);
    if (element.dataset.thenReload !== undefined) location.reload();
  };
  const timer = setInterval(tick, 1_000);
  tick();
}

/** `data-elsewhere`: the practice's zone; `data-moment`; `data-sentence`; shown only if it differs. */
function sayElsewhere(element: HTMLElement, language: string): void {
  const moment = new Date(element.dataset.moment ?? "");
  if (Number.isNaN(moment.getTime())) return;
  const own = elsewhere(moment, element.dataset.elsewhere ?? "UTC", language);
  if (own === null) return;
  element.textContent = filled(element.dataset.sentence ?? "", own);
  element.hidden = false;
}

export function startMoments(root: ParentNode = document): void {
  const language = document.documentElement.lang || "fr";
  for (const element of root.querySelectorAll<HTMLElement>("[data-until]")) countDown(element, language);
  for (const element of root.querySelectorAll<HTMLElement>("[data-elsewhere]")) sayElsewhere(element, language);
}
