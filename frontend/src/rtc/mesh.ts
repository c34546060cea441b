import { Emitter } from "./emitter";
import { applyRung, Ladder, preferSound } from "./ladder";
import { Link, type LocalTracks, type MediaKind } from "./link";
import type { IceSettings, Peer, Quality, SignalData } from "./protocol";
import { fingerprints, safetyCode } from "./safety";
import { uuid } from "./uuid";
import { QualityMeter, StatsReader } from "./stats";
import type { RemoteMedia, Transport, TransportEvents } from "./transport";
import { remedy } from "./watchdog";

const WATCH_EVERY_MS = 500;
const LOOK_EVERY_MS = 2_000;
/** Signals of a page we have not been told about yet. */
const EARLY_LIMIT = 200;

/** What we know about one other person's connection. */
class Slot {
  link: Link | null = null;
  present = true;
  wasConnected = false;
  troubleSince = performance.now();
  remedyAt = -Infinity;
  rebuilds = 0;
  safetyCode: string | null = null;
  flowing = false;
  early: SignalData[] = [];
  reader = new StatsReader();
  meter = new QualityMeter();
  ladder = new Ladder();

  constructor(public peer: Peer) {}

  dropLink(): void {
    this.link?.close();
    this.link = null;
    this.wasConnected = false;
    this.safetyCode = null;
    this.flowing = false;
  }

  /** Starts counting trouble from now, with nothing tried yet. */
  calm(): void {
    this.troubleSince = performance.now();
    this.remedyAt = -Infinity;
  }
}

export interface MeshOptions {
  session: string;
  sendSignal: (to: string, data: SignalData) => boolean;
  freshIce: () => Promise<IceSettings>;
}

/** Everybody connected to everybody, directly or through TURN: for one to one and small groups. */
export class Mesh extends Emitter<TransportEvents> implements Transport {
  #options: MeshOptions;
  #slots = new Map<string, Slot>();
  #strangers = new Map<string, SignalData[]>();
  #tracks: LocalTracks = { audio: null, video: null };
  #ice: IceSettings | null = null;
  #active = false;
  #lineUp = false;
  #watch = setInterval(() => this.#watchAll(), WATCH_EVERY_MS);
  #look = setInterval(() => void this.#lookAll(), LOOK_EVERY_MS);

  constructor(options: MeshOptions) {
    super();
    this.#options = options;
  }

  activate(ice: IceSettings): void {
    this.#ice = ice;
    if (this.#active) return;
    this.#active = true;
    for (const slot of this.#slots.values()) {
      slot.calm();
      if (slot.present && slot.peer.offerer) this.#build(slot);
      this.#takeEarly(slot);
    }
  }

  deactivate(): void {
    this.#active = false;
    for (const slot of this.#slots.values()) {
      slot.dropLink();
      this.#tell(slot);
    }
  }

  peerPresent(peer: Peer): void {
    const known = this.#slots.get(peer.id);
    if (known && known.peer.session === peer.session) {
      known.peer = peer;
      known.present = true;
      this.#rejoin(known);
      return;
    }
    known?.dropLink();
    const slot = new Slot(peer);
    slot.early = (this.#strangers.get(peer.id) ?? []).filter(
      (data) => data.session === peer.session,
    );
    this.#strangers.delete(peer.id);
    this.#slots.set(peer.id, slot);
    if (this.#active && peer.offerer) this.#build(slot);
    else this.#tell(slot);
    this.#takeEarly(slot);
  }

  peerGone(peerId: string, reason: "lost" | "left"): void {
    const slot = this.#slots.get(peerId);
    if (!slot) return;
    slot.present = false;
    if (reason === "lost") return;
    slot.dropLink();
    this.#slots.delete(peerId);
    this.#tell(slot);
  }

  receive(peerId: string, data: SignalData): void {
    const slot = this.#slots.get(peerId);
    if (!slot || slot.peer.session !== data.session) {
      const early = this.#strangers.get(peerId) ?? [];
      if (early.length < EARLY_LIMIT) early.push(data);
      this.#strangers.set(peerId, early);
    } else if (!this.#active) {
      if (slot.early.length < EARLY_LIMIT) slot.early.push(data);
    } else {
      this.#take(slot, data);
    }
  }

  lineDown(): void {
    this.#lineUp = false;
  }

  lineUp(peers: Peer[], ice: IceSettings): void {
    this.#lineUp = true;
    this.#ice = ice;
    const here = new Set(peers.map((peer) => peer.id));
    for (const [id, slot] of this.#slots) if (!here.has(id)) slot.present = false;
    for (const peer of peers) this.peerPresent(peer);
  }

  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    this.#tracks[kind] = track;
    for (const slot of this.#slots.values()) void slot.link?.setTrack(kind, track);
  }

  remote(peerId: string): RemoteMedia {
    const slot = this.#slots.get(peerId);
    return {
      stream: slot?.link?.stream ?? null,
      state: slot?.link?.state ?? "none",
      flowing: slot?.flowing ?? false,
      safetyCode: slot?.safetyCode ?? null,
    };
  }

  close(): void {
    clearInterval(this.#watch);
    clearInterval(this.#look);
    for (const slot of this.#slots.values()) slot.dropLink();
    this.#slots.clear();
    this.silence();
  }

  // ── building ──────────────────────────────────────────────────────────────────────────────

  #build(slot: Slot, connection: string = uuid()): Link {
    slot.dropLink();
    if (slot.troubleSince === Infinity) slot.calm();
    const link = new Link({
      connection,
      offers: slot.peer.offerer,
      polite: slot.peer.polite,
      configuration: this.#configuration(),
      tracks: this.#tracks,
      send: (data) => {
        if (slot.link === link) this.#send(slot, { connection, ...data });
      },
    });
    slot.link = link;
    slot.reader = new StatsReader();
    slot.meter = new QualityMeter();
    slot.ladder = new Ladder();
    link.on("stream", () => this.#tell(slot));
    link.on("state", (state) => {
      if (state === "connected") void this.#connected(slot, link);
      else if (slot.wasConnected && slot.troubleSince === Infinity) slot.calm();
      this.#tell(slot);
    });
    this.#tell(slot);
    return link;
  }

  #configuration(): RTCConfiguration {
    return {
      iceServers: this.#ice?.servers ?? [],
      iceTransportPolicy: this.#ice?.policy ?? "all",
      bundlePolicy: "max-bundle",
    };
  }

  async #connected(slot: Slot, link: Link): Promise<void> {
    slot.wasConnected = true;
    slot.troubleSince = Infinity;
    slot.remedyAt = -Infinity;
    slot.rebuilds = 0;
    slot.flowing = true;
    const sound = link.sender("audio");
    const picture = link.sender("video");
    if (sound) await preferSound(sound);
    if (picture) await applyRung(picture, slot.ladder.rung);
    const pair = await fingerprints(link.pc).catch(() => null);
    if (!pair || slot.link !== link) return;
    // Without a secure context the browser has no hash function: no code, but a call.
    slot.safetyCode = await safetyCode(...pair).catch(() => null);
    this.#tell(slot);
  }

  // ── signals ───────────────────────────────────────────────────────────────────────────────

  #takeEarly(slot: Slot): void {
    if (!this.#active) return;
    for (const data of slot.early.splice(0)) this.#take(slot, data);
  }

  #take(slot: Slot, data: SignalData): void {
    const { link } = slot;
    if (data.rebuild) {
      const justBuilt = link && link.state !== "failed" && performance.now() - link.createdAt < 2_000;
      if (slot.peer.offerer && !justBuilt) this.#build(slot);
      return;
    }
    const newOffer = data.description?.type === "offer" && data.connection !== link?.connection;
    if (newOffer && !slot.peer.offerer && data.connection) {
      void this.#build(slot, data.connection).accept(data);
    } else if (link && data.connection === link.connection) {
      void link.accept(data);
    }
  }

  #send(slot: Slot, data: Omit<SignalData, "session">): void {
    if (slot.present) this.#options.sendSignal(slot.peer.id, { session: this.#options.session, ...data });
  }

  /** The same page is within reach again: media may have gone on, or need a push. */
  #rejoin(slot: Slot): void {
    if (!this.#active) return;
    const { link } = slot;
    if (!link) {
      if (slot.peer.offerer) this.#build(slot);
      else slot.calm();
      return;
    }
    const settled = link.state === "connected" && link.pc.signalingState === "stable";
    if (!settled && slot.peer.offerer) this.#restart(slot);
  }

  // ── watching ──────────────────────────────────────────────────────────────────────────────

  #watchAll(): void {
    if (!this.#active || !this.#lineUp) return;
    for (const slot of this.#slots.values()) if (slot.present) this.#watchOne(slot);
  }

  #watchOne(slot: Slot): void {
    const now = performance.now();
    const state = slot.link?.state ?? "none";
    if (state !== "connected" && slot.troubleSince === Infinity) slot.calm();
    const wanted = remedy({
      offers: slot.peer.offerer,
      state,
      wasConnected: slot.wasConnected,
      troubleMs: now - slot.troubleSince,
      sinceRemedyMs: now - slot.remedyAt,
      rebuilds: slot.rebuilds,
    });
    if (wanted === "none") return;
    slot.remedyAt = now;
    if (wanted === "restart") {
      this.#restart(slot);
      return;
    }
    slot.rebuilds++;
    if (wanted === "rebuild") this.#build(slot);
    else this.#send(slot, { connection: null, rebuild: true });
  }

  #restart(slot: Slot): void {
    slot.remedyAt = performance.now();
    const { link } = slot;
    void this.#options
      .freshIce()
      .catch(() => this.#ice)
      .then((ice) => {
        if (ice) this.#ice = ice;
        if (link && slot.link === link) link.restart(this.#configuration());
      });
  }

  // ── looking ───────────────────────────────────────────────────────────────────────────────

  async #lookAll(): Promise<void> {
    if (!this.#active) return;
    const verdicts: Quality[] = [];
    for (const slot of this.#slots.values()) {
      const verdict = await this.#lookOne(slot).catch(() => null);
      if (verdict) verdicts.push(verdict);
    }
    const order = { good: 0, fair: 1, poor: 2 };
    const worst = verdicts.sort((one, two) => order[two.level] - order[one.level])[0];
    if (worst) this.emit("quality", worst);
  }

  async #lookOne(slot: Slot): Promise<Quality | null> {
    const { link } = slot;
    if (!link || !slot.wasConnected) return null;
    if (link.state !== "connected") return { level: "poor", cause: "offline" };
    const report = await link.pc.getStats();
    const sample = slot.reader.read(report, performance.now());
    if (!sample || slot.link !== link) return null;
    this.#flows(slot, sample.downKbps > 1);
    const picture = link.sender("video");
    if (picture?.track && slot.ladder.step(sample)) {
      await applyRung(picture, slot.ladder.rung);
      this.emit("picture", { held: slot.ladder.rung === null });
    }
    return slot.meter.judge(sample);
  }

  #flows(slot: Slot, flowing: boolean): void {
    if (slot.flowing === flowing) return;
    slot.flowing = flowing;
    this.#tell(slot);
  }

  #tell(slot: Slot): void {
    this.emit("remote", { peerId: slot.peer.id, media: this.remote(slot.peer.id) });
  }
}
