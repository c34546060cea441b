/** Stand-ins for what jsdom does not have; for tests only. */
import { vi } from "vitest";

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!;
  }
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  closedWith: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code = 1000): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  // ── what the server does ──
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  sentTypes(): unknown[] {
    return this.sent.map((frame) => frame.type);
  }
}

export const createFake = (url: string) => new FakeSocket(url) as unknown as WebSocket;

/** A MediaStreamTrack that can be stopped, muted and ended. */
export class FakeTrack {
  readonly id = `track-${Math.random()}`;
  enabled = true;
  muted = false;
  readyState = "live";
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;

  constructor(
    readonly kind: "audio" | "video",
    readonly deviceId = `${kind}-1`,
  ) {}

  stop(): void {
    this.readyState = "ended";
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }
}

export class FakeStream {
  #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }

  getTracks() {
    return [...this.#tracks];
  }
  addTrack(track: FakeTrack) {
    this.#tracks.push(track);
  }
  removeTrack(track: FakeTrack) {
    this.#tracks = this.#tracks.filter((one) => one !== track);
  }
}

class FakeSender {
  track: unknown = null;
  parameters = { encodings: [{}] as Record<string, unknown>[], degradationPreference: "" };
  replaceTrack(track: unknown) {
    this.track = track;
    return Promise.resolve();
  }
  getParameters() {
    return structuredClone(this.parameters);
  }
  setParameters(parameters: FakeSender["parameters"]) {
    this.parameters = parameters;
    return Promise.resolve();
  }
}

interface FakeLine {
  mid: string | null;
  direction: string;
  sender: FakeSender;
  receiver: { track: FakeTrack };
}

/**
 * The states of an RTCPeerConnection without any network: enough for the rules of who offers,
 * who gives way, and what is thrown away.
 */
export class FakePeer {
  static all: FakePeer[] = [];
  static get last(): FakePeer {
    return FakePeer.all[FakePeer.all.length - 1]!;
  }
  signalingState = "stable";
  connectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  currentLocalDescription = null;
  currentRemoteDescription = null;
  candidates: unknown[] = [];
  restarts = 0;
  lines: FakeLine[] = [];
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  ontrack: ((event: { track: FakeTrack }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  #offers = 0;

  constructor(public configuration: RTCConfiguration) {
    FakePeer.all.push(this);
  }

  addTransceiver(trackOrKind: FakeTrack | string, init: { direction: string }) {
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    const kind = (track?.kind ?? trackOrKind) as "audio" | "video";
    const line = this.#line(kind, init.direction);
    line.sender.track = track;
    queueMicrotask(() => this.onnegotiationneeded?.());
    return line;
  }

  #line(kind: "audio" | "video", direction: string): FakeLine {
    const line = { mid: null, direction, sender: new FakeSender(), receiver: { track: new FakeTrack(kind) } };
    this.lines.push(line);
    return line;
  }

  getTransceivers() {
    return this.lines;
  }

  setLocalDescription() {
    const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
    this.localDescription = { type, sdp: `${type} ${++this.#offers}` };
    this.signalingState = type === "offer" ? "have-local-offer" : "stable";
    return Promise.resolve();
  }

  setRemoteDescription(description: { type: string; sdp: string }) {
    this.remoteDescription = description;
    if (description.type === "offer") {
      this.signalingState = "have-remote-offer";
      for (const kind of ["audio", "video"] as const) {
        const known = this.lines.find((line) => line.receiver.track.kind === kind);
        (known ?? this.#line(kind, "recvonly")).mid = kind;
      }
    } else this.signalingState = "stable";
    return Promise.resolve();
  }

  addIceCandidate(candidate: unknown) {
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  restartIce() {
    this.restarts++;
    if (this.signalingState === "stable") queueMicrotask(() => this.onnegotiationneeded?.());
  }

  getStats() {
    return Promise.resolve(new Map());
  }

  close() {
    this.connectionState = "closed";
    this.signalingState = "closed";
  }

  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

/** Puts the stand-ins where the browser's own would be. */
export function installFakes(): void {
  FakeSocket.all = [];
  FakePeer.all = [];
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("MediaStream", FakeStream);
}

/** Lets promises that are settled run on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
