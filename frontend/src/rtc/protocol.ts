/**
 * What the browser and the server say to each other on `/live/visit/<encounter_id>/`,
 * and what `POST ticketUrl` answers. This file is the contract: the server follows it.
 *
 * Times are ISO 8601 with offset. Ids are UUIDs as text. Every frame is one JSON object, at
 * most 64 KiB. Unknown frame types and unknown fields are ignored by both sides.
 *
 * ── Order of things ─────────────────────────────────────────────────────────────────────────
 * 1. `POST ticketUrl` (cookie + `X-CSRFToken`, empty JSON object) answers `TicketAnswer`.
 *    401/403/404: the page goes to `journeyUrl`. 410: the visit has ended, the page goes to
 *    `endedUrl`. 5xx or no network: tried again with backoff.
 * 2. The socket opens; the first frame is `hello` within 5 s. The ticket is short-lived (60 s),
 *    for this participant and this encounter, and may be used again until it expires.
 *    A ticket that is unknown or expired: close 4401; the page fetches a new one and comes back.
 * 3. The server answers `welcome`; `peer-joined` goes to the others *before* any signal of the
 *    new page is relayed.
 * 4. While the visit is `waiting`, chat and presence work and the server relays no signal. Media
 *    begin when the state is `admitted` or `in-call`.
 *    `in-call` starts (and `started_at` is set, once) when patient and practitioner are both
 *    present after the admission.
 *
 * ── Presence ────────────────────────────────────────────────────────────────────────────────
 * A participant is one person in the visit, stable over reloads (same `id`). A *session* is one
 * loaded page: it is chosen by the page, sent in `hello`, and shown to the others in `Peer`, so
 * that they know a socket that came back (same session: keep the media) from a page that was
 * reloaded (new session: build new media).
 * Socket gone without `bye`: `peer-left` with reason `lost` at once, and with reason `left` once
 * 15 s have passed without a return. `bye`: reason `left` at once.
 * A second socket of the same participant takes over; the first is closed with 4409 (when the
 * session differs) or silently with 1000 (same session: it was a dead connection).
 */

export type VisitState = "waiting" | "admitted" | "in-call" | "ended";
export type Role = "patient" | "practitioner" | "staff" | "guest";

/** Close codes of our own; the others (1001, 1006, 1011, 1012 …) mean: come back with backoff. */
export const CLOSE = {
  ticket: 4401,
  refused: 4403,
  replaced: 4409,
  ended: 4410,
} as const;

/** The server expects to hear something at least every 15 s; the page pings every 5 s. */
export const PING_EVERY_MS = 5_000;
/** No frame at all for this long, though we pinged: the connection is dead, open another. */
export const SILENCE_LIMIT_MS = 12_000;

export interface IceSettings {
  /** As `RTCPeerConnection` takes it: [{urls, username?, credential?}]. May be empty. */
  servers: RTCIceServer[];
  policy: "all" | "relay";
  /** When the TURN credential ends; the page fetches a new ticket before restarting after that. */
  expires_at: string | null;
}

export interface Person {
  id: string;
  role: Role;
  name: string;
}

export interface MediaFlags {
  /** Microphone live (not muted, not refused). */
  audio: boolean;
  /** Camera live. */
  video: boolean;
}

export type QualityLevel = "good" | "fair" | "poor";
export type QualityCause = "none" | "loss" | "delay" | "bandwidth" | "device" | "offline";

export interface Quality {
  level: QualityLevel;
  cause: QualityCause;
}

export interface Peer extends Person {
  /** The page they have open now. */
  session: string;
  /** true: YOU make the first offer towards this peer. Exactly one of the two sides has it, the
   * same one after each reconnection. Between practitioner and patient: the practitioner. */
  offerer: boolean;
  /** true: YOU are the polite side of perfect negotiation. The opposite of `offerer`. */
  polite: boolean;
  /** Last `media` frame of that session; null before it sent one. */
  media: MediaFlags | null;
}

export interface VisitFacts {
  state: VisitState;
  /** When the call began (both present after admission), null before. */
  started_at: string | null;
  /** The server's clock when the frame was written: the page's clock may be wrong. */
  server_now: string;
  /** Since when the patient waits, null before arrival. */
  waiting_since: string | null;
}

export interface ChatMessage {
  id: string;
  /** Participant id of the author; equals `welcome.you.id` for one's own. */
  from: string;
  name: string;
  role: Role;
  text: string;
  at: string;
  /** As the sender chose it (UUID); the server stores a message once per client_id. */
  client_id: string | null;
}

/** What `POST ticketUrl` answers (200). */
export interface TicketAnswer {
  ticket: string;
  expires_at: string;
  you: Person;
  ice: IceSettings;
  visit: VisitFacts;
}

// ── browser → server ────────────────────────────────────────────────────────────────────────

/** Inside a `signal`: opaque to the server (relayed as it is; at most 64 KiB). */
export interface SignalData {
  /** Session of the page that sends. */
  session: string;
  /** Which peer connection is meant; chosen anew by the offerer for each one it builds. */
  connection: string | null;
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit | null;
  /** "Build a new connection": sent by the side that does not offer. */
  rebuild?: true;
}

export type ClientFrame =
  | {
      type: "hello";
      ticket: string;
      /** This page was welcomed before and lost its socket. */
      resume: boolean;
      session: string;
      media: MediaFlags;
    }
  | { type: "signal"; to: string; data: SignalData }
  | ({ type: "media" } & MediaFlags)
  /** How one's own line is, as one's own statistics say; relayed, not stored. */
  | ({ type: "quality" } & Quality)
  | { type: "chat"; text: string; client_id: string }
  /** Leaving on purpose (the leave button; not a reload). */
  | { type: "bye" }
  | { type: "ping" }
  /** Answer to a ping of the server. */
  | { type: "pong" };

// ── server → browser ────────────────────────────────────────────────────────────────────────

export type ServerFrame =
  | {
      type: "welcome";
      you: Person;
      /** The others that are present now, without oneself. */
      peers: Peer[];
      visit: VisitFacts;
      /** The last 100 messages, oldest first. */
      chat: ChatMessage[];
      ice: IceSettings;
    }
  /** Also sent when a peer's socket came back (same session) or its page was reloaded (new one). */
  | { type: "peer-joined"; peer: Peer }
  | { type: "peer-left"; peer: Person; reason: "lost" | "left" }
  | { type: "signal"; from: string; data: SignalData }
  | ({ type: "media"; from: string } & MediaFlags)
  | ({ type: "quality"; from: string } & Quality)
  | ({ type: "chat" } & ChatMessage)
  /** Sent at each change of state; `ended` is followed by close 4410. */
  | ({ type: "state" } & VisitFacts)
  /** A frame was refused; `client_id` names the chat message it was about, if it was one. Codes:
   * too-long (chat over 4000 characters), too-fast, absent (signal to one who is not here),
   * bad-frame, unavailable (stored nothing, try again). */
  | { type: "error"; code: string; message: string; client_id?: string }
  | { type: "ping" }
  | { type: "pong" };
