/**
 * What the server writes into the page for the visit's screens:
 *
 *   {{ room_config|json_script:"room-config" }}     → <script type="application/json" id="room-config">
 *   <div id="visit-app"></div>                      → where the screens are mounted
 *   {% vite_asset 'src/entries/visit.ts' %}         → patient: check, wait and room (`step` says which)
 *   {% vite_asset 'src/entries/desk-room.ts' %}     → practitioner's room
 *   {% vite_asset 'src/entries/device-check.ts' %}  → the check alone (public page, staff)
 *
 * `#visit-app` may hold what is shown before the script runs (a skeleton, a <noscript>); it is
 * replaced. In the room the screen covers the whole window by itself (fixed), so the page around
 * it can be the usual one.
 *
 * The patient's three addresses (check, wait, room) all carry the same config but for `step`:
 * the page moves from one to the next by itself (history.pushState) and keeps camera and
 * microphone open. Opening an address that is not the right one now: the server redirects.
 */
import type { IceSettings, Role } from "../rtc/protocol";

export const LANGUAGES = ["fr", "en", "nl", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface RoomConfig {
  /** Which screen to begin with. */
  step: "check" | "wait" | "room";
  role: Role;
  /** Own display name. */
  name: string;
  language: Language;
  /** Django's CSRF token, sent as X-CSRFToken. */
  csrf: string;

  /** Empty text in the check that stands alone. */
  encounterId: string;
  organizationName: string;
  practitionerName: string;
  /** E.g. "Psychologue", shown under the name; may be empty. */
  practitionerTitle: string;
  patientName: string;
  /** ISO 8601 with offset; null for a walk-in. */
  appointmentAt: string | null;
  /** IANA name of the practice's zone: times are shown in it. */
  timeZone: string;
  /** Telephone of the practice for the one who is stuck, as to be shown; may be empty. */
  phone: string;

  /** "/live/visit/<encounter_id>/" */
  socketPath: string;
  /** POST, JSON: see TicketAnswer in rtc/protocol.ts. */
  ticketUrl: string;
  /** POST, empty body, JSON answer 200 `{"state": VisitState}`: the patient takes their place in
   * line. May be posted again at any time (a reload keeps the place). 409 problem+json with
   * `"next"`: something comes first (payment, form, too early): the page goes there. */
  arriveUrl: string;
  /** POST of a CheckResult (check/result.ts) as JSON; answers 200 `{"next": url}` or 204. */
  checkUrl: string;
  /** Addresses of the three screens and of the journey page. */
  checkPageUrl: string;
  waitUrl: string;
  roomUrl: string;
  journeyUrl: string;
  /** GET: where the leave button leads (patient: "you have left, come back"; practitioner: desk). */
  leaveUrl: string;
  /** GET: where everybody goes when the visit has ended. */
  endedUrl: string;

  /** Practitioner only, else null. POST, empty body, JSON 200 `{}`: lets the patient in. */
  admitUrl: string | null;
  /** Practitioner only, else null. POST, empty body, JSON 200 `{}`: asks the patient to wait again. */
  putBackUrl: string | null;
  /** Practitioner only, else null. POST, empty body, JSON 200 `{"next": url}`: ends for both. */
  endUrl: string | null;
  /** Practitioner only, else null. GET: the waiting list as an HTML fragment, shown beside the
   * call and fetched again when `waitingTopic` changes. */
  waitingFragmentUrl: string | null;
  waitingTopic: string | null;

  /** For the network test of the check (the room gets its own from `welcome`). */
  ice: IceSettings;
  /** GET `?bytes=<n>` answers n bytes (n ≤ 1 000 000, no-store, not compressed); POST takes up to
   * 1 000 000 bytes, discards them and answers 204. Measures the way to the server. */
  probeUrl: string;
}

/** Reads and checks the config of the page; throws when it is missing. */
export function readConfig(root: Document = document): RoomConfig {
  const text = root.getElementById("room-config")?.textContent;
  if (!text) throw new Error("the page carries no room-config");
  return JSON.parse(text) as RoomConfig;
}
