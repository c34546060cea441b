import { rememberDevice, rememberedDevices } from "./devices";
import { Emitter } from "./emitter";
import type { MediaKind } from "./link";

/** `live`: running. `off`: switched off by the person. The others say why there is nothing. */
export type SourceState =
  | "off"
  | "starting"
  | "live"
  | "refused"
  | "missing"
  | "busy"
  /** Was live; taken away (unplugged, another application, a call): one tap brings it back. */
  | "lost"
  /** The browser or an insecure address offers no camera and microphone at all. */
  | "unsupported";

export interface MediaEvents {
  /** The track to send changed (null: none). */
  track: { kind: MediaKind; track: MediaStreamTrack | null };
  change: undefined;
}

const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** What kept the device from us, from the name of getUserMedia's error. */
export function reasonOf(error: unknown): SourceState {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "TypeError") return "unsupported";
  return "busy";
}

/**
 * One's own camera and microphone. Independent of the call: it outlives sockets and connections,
 * and goes from the check through the waiting room into the room. A muted microphone keeps its
 * track (`enabled = false`, so that unmuting is instant); a camera that is off is released, so
 * that its light goes out.
 */
export class LocalMedia extends Emitter<MediaEvents> {
  readonly stream = new MediaStream();
  muted = false;
  state: Record<MediaKind, SourceState> = { audio: "off", video: "off" };
  #choice = rememberedDevices();
  #turn: Record<MediaKind, number> = { audio: 0, video: 0 };
  #watching: (() => void) | null = null;

  track(kind: MediaKind): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** The device in use, as the browser says, else as chosen. */
  deviceId(kind: MediaKind): string | undefined {
    const wanted = kind === "audio" ? this.#choice.microphone : this.#choice.camera;
    return this.track(kind)?.getSettings().deviceId ?? wanted;
  }

  /**
   * Asks for what is wanted, both in one question when possible; what is refused or missing does
   * not keep the other from working. Never rejects: see `state`.
   */
  async start(wanted: Record<MediaKind, boolean> = { audio: true, video: true }): Promise<void> {
    this.#watchDevices();
    const kinds = (["audio", "video"] as const).filter((kind) => wanted[kind] && !this.track(kind));
    if (kinds.length < 2 || !(await this.#openBoth())) {
      for (const kind of kinds) if (!this.track(kind)) await this.#open(kind);
    }
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) await this.#open("video");
    else this.#release("video", "off");
  }

  async setMuted(muted: boolean): Promise<void> {
    this.muted = muted;
    const track = this.track("audio");
    if (track) track.enabled = !muted;
    this.emit("change", undefined);
    if (!muted && !track) await this.#open("audio");
  }

  /** Another camera or microphone; the old one goes on when the new one does not start. */
  async choose(kind: MediaKind, id: string): Promise<boolean> {
    const name = kind === "audio" ? "microphone" : "camera";
    const before = this.#choice[name];
    this.#choice[name] = id;
    // Some telephones cannot open the second camera while the first is in use.
    if (kind === "video") this.track("video")?.stop();
    const worked = await this.#open(kind, true);
    if (worked) rememberDevice(name, id);
    else {
      this.#choice[name] = before;
      if (kind === "video") await this.#open(kind);
    }
    return worked;
  }

  /** Front ↔ back, on a telephone. */
  async flip(): Promise<void> {
    const now = this.track("video")?.getSettings().facingMode;
    this.track("video")?.stop();
    delete this.#choice.camera;
    await this.#open("video", false, { facingMode: now === "environment" ? "user" : "environment" });
  }

  /** Brings back what was lost or refused; call it from a click. */
  async recover(): Promise<void> {
    for (const kind of ["audio", "video"] as const) {
      const state = this.state[kind];
      if (state !== "live" && state !== "off") await this.#open(kind);
    }
  }

  stop(): void {
    this.#watching?.();
    this.#watching = null;
    this.#release("audio", "off");
    this.#release("video", "off");
  }

  // ── opening ───────────────────────────────────────────────────────────────────────────────

  async #openBoth(): Promise<boolean> {
    if (!navigator.mediaDevices?.getUserMedia) return false;
    const turns = { audio: ++this.#turn.audio, video: ++this.#turn.video };
    this.#set("audio", "starting");
    this.#set("video", "starting");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: this.#constraints("audio"),
        video: this.#constraints("video"),
      });
      for (const track of stream.getTracks()) {
        const kind = track.kind as MediaKind;
        if (turns[kind] === this.#turn[kind]) this.#adopt(kind, track);
        else track.stop();
      }
      return true;
    } catch {
      // One of them is the trouble: asked apart, each gets its own answer.
      return false;
    }
  }

  async #open(
    kind: MediaKind,
    exact = false,
    extra: MediaTrackConstraints = {},
  ): Promise<boolean> {
    if (!navigator.mediaDevices?.getUserMedia) {
      this.#set(kind, "unsupported");
      return false;
    }
    const turn = ++this.#turn[kind];
    if (!this.track(kind)) this.#set(kind, "starting");
    try {
      const constraints = { ...this.#constraints(kind, exact), ...extra };
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: constraints });
      const track = stream.getTracks()[0];
      if (!track) throw new DOMException("no track", "NotFoundError");
      if (turn === this.#turn[kind]) this.#adopt(kind, track);
      else track.stop();
      return true;
    } catch (error) {
      if (turn === this.#turn[kind] && !exact) this.#release(kind, reasonOf(error));
      return false;
    }
  }

  #constraints(kind: MediaKind, exact = false): MediaTrackConstraints {
    const id = kind === "audio" ? this.#choice.microphone : this.#choice.camera;
    const base = kind === "audio" ? SOUND : PICTURE;
    return id ? { ...base, deviceId: exact ? { exact: id } : { ideal: id } } : { ...base };
  }

  #adopt(kind: MediaKind, track: MediaStreamTrack): void {
    const old = this.track(kind);
    if (old) this.#forget(old);
    if (kind === "audio") track.enabled = !this.muted;
    track.onended = () => this.#ended(kind, track);
    track.onmute = track.onunmute = () => this.#interrupted(kind, track);
    this.stream.addTrack(track);
    this.#set(kind, "live");
    this.emit("track", { kind, track });
  }

  #release(kind: MediaKind, state: SourceState): void {
    this.#turn[kind]++;
    const track = this.track(kind);
    if (track) this.#forget(track);
    this.#set(kind, state);
    if (track) this.emit("track", { kind, track: null });
  }

  #forget(track: MediaStreamTrack): void {
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
    this.stream.removeTrack(track);
  }

  #set(kind: MediaKind, state: SourceState): void {
    this.state = { ...this.state, [kind]: state };
    this.emit("change", undefined);
  }

  // ── losing ────────────────────────────────────────────────────────────────────────────────

  /** Unplugged or taken away: another device of the kind may be there; else say so. */
  #ended(kind: MediaKind, track: MediaStreamTrack): void {
    if (this.track(kind) !== track) return;
    this.#release(kind, "lost");
    void this.#open(kind).then((worked) => {
      if (!worked && this.state[kind] !== "refused") this.#set(kind, "lost");
    });
  }

  /** A telephone call, Siri, a closed lid: the browser mutes the track and may unmute it. */
  #interrupted(kind: MediaKind, track: MediaStreamTrack): void {
    if (this.track(kind) !== track) return;
    this.#set(kind, track.muted ? "lost" : "live");
  }

  /** A device plugged in again brings back what was missing; the page coming back as well. */
  #watchDevices(): void {
    if (this.#watching || !navigator.mediaDevices?.addEventListener) return;
    const again = () => {
      for (const kind of ["audio", "video"] as const) {
        if (["lost", "missing", "busy"].includes(this.state[kind])) void this.#open(kind);
      }
    };
    const visible = () => {
      if (document.visibilityState === "visible") again();
    };
    navigator.mediaDevices.addEventListener("devicechange", again);
    document.addEventListener("visibilitychange", visible);
    this.#watching = () => {
      navigator.mediaDevices.removeEventListener("devicechange", again);
      document.removeEventListener("visibilitychange", visible);
    };
  }
}
