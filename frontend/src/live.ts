/**
 * Pages that stay up to date without reloading.
 *
 *   <section data-live-topic="planning:0190…"            what this part of the page shows
 *            hx-get="…?fragment" hx-trigger="changed:planning:0190… from:body throttle:300ms">
 *
 * Every `data-live-topic` of the page (several, separated by spaces, are allowed) is subscribed
 * to on one socket, `/live/topics/`; a page of very many topics opens several. When the server says that a topic changed, two events are
 * dispatched on <body>: `changed:<topic>` and `changed:<first word of the topic>`
 * (`changed:planning`), for htmx or for listeners of one's own. A lost connection comes back by
 * itself; then every topic counts as changed, for nobody knows what was missed.
 *
 * When the server takes a right away that the page needs, the page is loaded anew.
 *
 * `[data-offline-badge]` elements carry `hidden` while the line is up.
 *
 * A page of staff carries `data-rights`, the mark of the rights it was made for: when they change it
 * is loaded anew too (rights.ts).
 */
import { leaveIfRightsChanged } from "./rights";
import { ReconnectingSocket, socketUrl } from "./rtc/socket";

/** Close code: none of these topics is for this person. */
const REFUSED = 4403;
/** A short interruption (a page load, a server that restarts) needs no alarm. */
const BADGE_AFTER_MS = 2_500;

/** Topics per socket: as many as the server takes (core/live/topics.py), in an address of 5 kB. */
const MOST = 100;

let sockets: ReconnectingSocket[] = [];
/** The sockets that are away. */
const away = new Set<ReconnectingSocket>();
let topics: string[] = [];
let badgeTimer: ReturnType<typeof setTimeout> | undefined;

/** Announces on <body> that a topic changed. */
export function announce(topic: string): void {
  const names = new Set([topic, topic.split(":")[0] ?? topic]);
  for (const name of names) {
    document.body.dispatchEvent(new CustomEvent(`changed:${name}`, { detail: { topic } }));
  }
}

/** Reads the topics of the page and subscribes; call again after the page's content changed. */
export function followTopics(root: ParentNode = document): void {
  const wanted = topicsOf(root);
  if (wanted.join("\n") === topics.join("\n")) return;
  topics = wanted;
  sockets.forEach((socket) => socket.stop());
  away.clear();
  showBadge(false);
  sockets = [];
  for (let at = 0; at < topics.length; at += MOST) sockets.push(open(topics.slice(at, at + MOST)));
}

function topicsOf(root: ParentNode): string[] {
  const found = new Set<string>();
  for (const element of root.querySelectorAll<HTMLElement>("[data-live-topic]")) {
    for (const topic of (element.dataset.liveTopic ?? "").split(/\s+/)) {
      if (topic) found.add(topic);
    }
  }
  return [...found].sort();
}

function open(list: string[]): ReconnectingSocket {
  const query = list.map((topic) => `t=${encodeURIComponent(topic)}`).join("&");
  const line = new ReconnectingSocket({
    url: () => socketUrl(`/live/topics/?${query}`),
    finalCodes: [REFUSED],
  });
  let interrupted = false;
  line.on("open", () => {
    away.delete(line);
    showBadge(away.size > 0);
    if (interrupted) list.forEach(announce);
    interrupted = false;
  });
  line.on("frame", (frame) => {
    if (typeof frame.changed !== "string") return;
    announce(frame.changed);
    if (frame.changed.startsWith("access:")) void leaveIfRightsChanged();
  });
  line.on("down", ({ final }) => {
    if (final) leave();
    interrupted = true;
    if (!sockets.includes(line)) return;
    away.add(line);
    showBadge(true);
  });
  line.start();
  return line;
}

const LEFT = "visavis.left";
const NOT_AGAIN_WITHIN_MS = 30_000;

/**
 * What this page shows is no longer for this person: it is asked for anew, and the answer is
 * whatever they may see now (signing in, "not found", or less than before). Never twice in a row.
 */
function leave(): void {
  const last = sessionStorage.getItem(LEFT)?.split(" ") ?? [];
  const again = last[1] === location.pathname && Date.now() - Number(last[0]) < NOT_AGAIN_WITHIN_MS;
  if (again) return;
  sessionStorage.setItem(LEFT, `${Date.now()} ${location.pathname}`);
  page.reload();
}

/** The way to ask for the page anew; tests put their own in its place. */
export const page = { reload: (): void => location.reload() };

function showBadge(away: boolean): void {
  if (!away) {
    clearTimeout(badgeTimer);
    badgeTimer = undefined;
    toggleBadges(true);
  } else {
    badgeTimer ??= setTimeout(() => toggleBadges(false), BADGE_AFTER_MS);
  }
}

function toggleBadges(hidden: boolean): void {
  for (const badge of document.querySelectorAll<HTMLElement>("[data-offline-badge]")) {
    badge.hidden = hidden;
  }
}
