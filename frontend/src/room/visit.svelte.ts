import { t } from "../i18n";
import { Mesh } from "../rtc/mesh";
import type {
  IceSettings,
  MediaFlags,
  Peer,
  Person,
  Quality,
  ServerFrame,
  VisitFacts,
} from "../rtc/protocol";
import { Signalling, type LineStatus, type WelcomeFrame } from "../rtc/signalling";
import type { RemoteMedia, Transport } from "../rtc/transport";
import { uuid } from "../rtc/uuid";
import { ChatLog } from "./chat.svelte";
import type { RoomConfig } from "./config";
import { Local } from "./local.svelte";

const NO_MEDIA: RemoteMedia = { stream: null, state: "none", flowing: false, safetyCode: null };

/** Somebody else in the visit, as the screen shows them. */
export class PeerView {
  readonly id: string;
  name = $state("");
  role = $state<Person["role"]>("guest");
  /** Their page is connected to the server. */
  here = $state(true);
  flags = $state.raw<MediaFlags | null>(null);
  quality = $state.raw<Quality | null>(null);
  media = $state.raw<RemoteMedia>(NO_MEDIA);

  constructor(peer: Peer) {
    this.id = peer.id;
    this.take(peer);
  }

  take(peer: Peer): void {
    this.name = peer.name;
    this.role = peer.role;
    this.flags = peer.media;
    this.here = true;
  }

  get connected(): boolean {
    return this.media.state === "connected";
  }
}

/**
 * One page's part in one visit: the line to the server, the media towards the others, the chat.
 * The screens (waiting, room) only read its fields and call its verbs.
 */
export class Visit {
  readonly config: RoomConfig;
  readonly local: Local;
  readonly chat = new ChatLog();
  line = $state<LineStatus>("connecting");
  facts = $state.raw<VisitFacts | null>(null);
  you = $state.raw<Person | null>(null);
  peers = $state<PeerView[]>([]);
  quality = $state.raw<Quality | null>(null);
  /** Our picture is held back because the line is too narrow. */
  held = $state(false);
  /** For screen readers: the last thing that happened. */
  news = $state("");
  #signalling: Signalling;
  #transport: Transport;
  #ice: IceSettings;
  #clockOffset = 0;

  constructor(config: RoomConfig, local: Local) {
    this.config = config;
    this.local = local;
    this.#ice = config.ice;
    this.#signalling = new Signalling({
      socketPath: config.socketPath,
      ticketUrl: config.ticketUrl,
      csrf: config.csrf,
      session: uuid(),
    });
    this.#transport = new Mesh({
      session: this.#signalling.session,
      sendSignal: (to, data) => this.#signalling.sendSignal(to, data),
      freshIce: () => this.#signalling.freshIce(),
    });
    this.#listen();
  }

  start(): void {
    this.#signalling.start();
  }

  /** The server's time now, as near as we know it, ms. */
  serverNow(): number {
    return Date.now() + this.#clockOffset;
  }

  get inCall(): boolean {
    return this.facts?.state === "admitted" || this.facts?.state === "in-call";
  }

  /** The one whom a one-to-one visit is with: the other role first. */
  get other(): PeerView | null {
    const wanted = this.config.role === "patient" ? "practitioner" : "patient";
    return this.peers.find((peer) => peer.role === wanted) ?? this.peers[0] ?? null;
  }

  say(text: string): void {
    const clean = text.trim();
    if (!clean) return;
    const key = this.chat.optimistic(this.you?.name ?? this.config.name, clean);
    this.#signalling.sendChat(clean, key);
  }

  sayAgain(key: string): void {
    const text = this.chat.retry(key);
    if (text) this.#signalling.sendChat(text, key);
  }

  async toggleMute(): Promise<void> {
    await this.local.media.setMuted(this.local.sendingAudio);
    this.news = t(this.local.sendingAudio ? "news.unmuted" : "news.muted");
  }

  async toggleCamera(): Promise<void> {
    await this.local.media.setCamera(!this.local.sendingVideo);
    this.news = t(this.local.sendingVideo ? "news.camera-on" : "news.camera-off");
  }

  /** Takes the place back from another window. */
  resumeHere(): void {
    this.#signalling.resume();
  }

  /** Leaves this page's part; the visit itself goes on. */
  leave(): void {
    this.#signalling.leave();
    this.#transport.close();
    this.local.media.stop();
  }

  #listen(): void {
    const line = this.#signalling;
    line.on("status", (status) => this.#statusIs(status));
    line.on("welcome", (frame) => this.#welcome(frame));
    line.on("frame", (frame) => this.#frame(frame));
    this.local.media.on("track", ({ kind, track }) => this.#transport.setTrack(kind, track));
    this.local.media.on("change", () => this.#tellMedia());
    for (const kind of ["audio", "video"] as const) {
      this.#transport.setTrack(kind, this.local.media.track(kind));
    }
    this.#transport.on("remote", ({ peerId, media }) => {
      const peer = this.peers.find((one) => one.id === peerId);
      if (peer) peer.media = media;
    });
    this.#transport.on("quality", (quality) => this.#qualityIs(quality));
    this.#transport.on("picture", ({ held }) => {
      this.held = held;
      this.#tellMedia();
    });
    this.#tellMedia();
  }

  #lastFlags = "";

  #tellMedia(): void {
    const flags = {
      audio: this.local.sendingAudio,
      video: this.local.sendingVideo && !this.held,
    };
    const text = JSON.stringify(flags);
    if (text === this.#lastFlags) return;
    this.#lastFlags = text;
    this.#signalling.sendMedia(flags);
  }

  #qualityIs(quality: Quality): void {
    const changed = quality.level !== this.quality?.level || quality.cause !== this.quality.cause;
    this.quality = quality;
    if (changed) this.#signalling.sendQuality(quality);
  }

  #statusIs(status: LineStatus): void {
    if (status === "away") {
      this.#transport.lineDown();
      this.news = t("news.line-lost");
    } else if (status === "open" && this.line === "away") {
      this.news = t("news.line-back");
    }
    if (status === "refused" || status === "replaced") this.#transport.deactivate();
    if (status === "ended" && this.facts) this.facts = { ...this.facts, state: "ended" };
    this.line = status;
  }

  #welcome(frame: WelcomeFrame): void {
    this.you = frame.you;
    this.#ice = frame.ice;
    this.chat.replace(frame.you.id, frame.chat);
    const here = new Set(frame.peers.map((peer) => peer.id));
    for (const peer of this.peers) if (!here.has(peer.id)) peer.here = false;
    for (const peer of frame.peers) this.#seen(peer);
    this.#transport.lineUp(frame.peers, frame.ice);
    this.#factsAre(frame.visit);
    if (this.quality) this.#signalling.sendQuality(this.quality);
  }

  #factsAre(facts: VisitFacts): void {
    this.#clockOffset = Date.parse(facts.server_now) - Date.now();
    this.facts = facts;
    if (this.inCall) this.#transport.activate(this.#ice);
    else {
      this.#transport.deactivate();
      this.quality = null;
      this.held = false;
    }
  }

  #seen(peer: Peer): PeerView {
    const known = this.peers.find((one) => one.id === peer.id);
    if (known) {
      known.take(peer);
      return known;
    }
    this.peers.push(new PeerView(peer));
    return this.peers[this.peers.length - 1]!;
  }

  #frame(frame: Exclude<ServerFrame, { type: "welcome" | "ping" | "pong" }>): void {
    switch (frame.type) {
      case "signal":
        this.#transport.receive(frame.from, frame.data);
        break;
      case "state":
        this.#factsAre(frame);
        break;
      case "chat":
        this.#chatted(frame);
        break;
      case "error":
        if (frame.client_id) {
          this.#signalling.dropChat(frame.client_id);
          this.chat.fail(frame.client_id);
        }
        break;
      default:
        this.#peerFrame(frame);
    }
  }

  #peerFrame(
    frame: Extract<ServerFrame, { type: "peer-joined" | "peer-left" | "media" | "quality" }>,
  ): void {
    if (frame.type === "peer-joined") {
      const back = this.peers.some((one) => one.id === frame.peer.id && one.here);
      this.#seen(frame.peer);
      this.#transport.peerPresent(frame.peer);
      if (!back) this.news = t("news.joined", { name: frame.peer.name });
    } else if (frame.type === "peer-left") {
      this.#left(frame.peer, frame.reason);
    } else {
      const peer = this.peers.find((one) => one.id === frame.from);
      if (!peer) return;
      if (frame.type === "media") peer.flags = { audio: frame.audio, video: frame.video };
      else peer.quality = { level: frame.level, cause: frame.cause };
    }
  }

  #left(person: Person, reason: "lost" | "left"): void {
    this.#transport.peerGone(person.id, reason);
    if (reason === "left") {
      this.peers = this.peers.filter((peer) => peer.id !== person.id);
      this.news = t("news.left", { name: person.name });
      return;
    }
    const peer = this.peers.find((one) => one.id === person.id);
    if (peer) peer.here = false;
  }

  #chatted(frame: Extract<ServerFrame, { type: "chat" }>): void {
    const news = this.chat.add(frame);
    if (news && !this.chat.open) this.news = t("news.chat", { name: news.name, text: news.text });
  }
}
