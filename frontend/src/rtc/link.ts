import { Emitter } from "./emitter";
import type { SignalData } from "./protocol";

export type MediaKind = "audio" | "video";
export type LocalTracks = Record<MediaKind, MediaStreamTrack | null>;
export type LinkState = RTCPeerConnectionState;

export interface LinkEvents {
  /** The other side's tracks, once both media lines are settled; the same stream for its life. */
  stream: MediaStream;
  state: LinkState;
}

export interface LinkOptions {
  connection: string;
  /** Makes the first offer. */
  offers: boolean;
  polite: boolean;
  configuration: RTCConfiguration;
  tracks: LocalTracks;
  send: (data: Pick<SignalData, "description" | "candidate">) => void;
}

/**
 * One RTCPeerConnection towards one person. The first offer comes from a fixed side; after that,
 * perfect negotiation. There is always one line for sound and one for the picture, in both
 * directions: a camera that is switched off, changed or refused is a `replaceTrack`, never a
 * negotiation. Lives until `close`; a new attempt is a new Link.
 */
export class Link extends Emitter<LinkEvents> {
  readonly pc: RTCPeerConnection;
  readonly connection: string;
  readonly createdAt = performance.now();
  readonly stream = new MediaStream();
  #polite: boolean;
  #send: LinkOptions["send"];
  #tracks: LocalTracks;
  #senders: Partial<Record<MediaKind, RTCRtpSender>> = {};
  #makingOffer = false;
  #ignoredOffer = false;
  #inbox: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: LinkOptions) {
    super();
    this.connection = options.connection;
    this.#polite = options.polite;
    this.#send = options.send;
    this.#tracks = { ...options.tracks };
    this.pc = new RTCPeerConnection(options.configuration);
    this.pc.onnegotiationneeded = () => void this.#offer(options.offers);
    this.pc.onicecandidate = ({ candidate }) => {
      this.#send({ candidate: candidate ? candidate.toJSON() : null });
    };
    this.pc.ontrack = ({ track }) => this.#received(track);
    this.pc.onconnectionstatechange = () => {
      if (!this.#closed) this.emit("state", this.pc.connectionState);
    };
    if (options.offers) this.#openLines();
  }

  get state(): LinkState {
    return this.pc.connectionState;
  }

  /** The line on which we send this kind, once settled. */
  sender(kind: MediaKind): RTCRtpSender | null {
    return this.#senders[kind] ?? null;
  }

  /** Takes a signal of the other side; signals are worked off one after the other. */
  accept(data: SignalData): Promise<void> {
    this.#inbox = this.#inbox.then(() => this.#work(data)).catch(() => undefined);
    return this.#inbox;
  }

  async setTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[kind] = track;
    await this.#senders[kind]?.replaceTrack(track).catch(() => undefined);
  }

  /** Looks for a new way to the other side; sound and picture go on over the old one meanwhile. */
  restart(configuration?: RTCConfiguration): void {
    if (this.#closed) return;
    if (configuration) this.pc.setConfiguration(configuration);
    this.pc.restartIce();
    // An offer that nobody heard (the other page was away) blocks the next one: say it again.
    const pending = this.pc.signalingState === "have-local-offer" && this.pc.localDescription;
    if (pending) this.#send({ description: pending });
  }

  close(): void {
    this.#closed = true;
    this.silence();
    this.pc.onnegotiationneeded = this.pc.onicecandidate = this.pc.ontrack = null;
    this.pc.onconnectionstatechange = null;
    this.pc.close();
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }

  #openLines(): void {
    for (const kind of ["audio", "video"] as const) {
      const transceiver = this.pc.addTransceiver(this.#tracks[kind] ?? kind, {
        direction: "sendrecv",
      });
      this.#senders[kind] = transceiver.sender;
    }
  }

  /** On the answering side the offer brought the lines; send on them too. */
  async #joinLines(): Promise<void> {
    for (const kind of ["audio", "video"] as const) {
      if (this.#senders[kind]) continue;
      const line = this.pc
        .getTransceivers()
        .find((one) => one.receiver.track.kind === kind && one.mid !== null);
      if (!line) continue;
      line.direction = "sendrecv";
      this.#senders[kind] = line.sender;
      await line.sender.replaceTrack(this.#tracks[kind]);
    }
  }

  async #offer(first: boolean): Promise<void> {
    // Before the first exchange only the fixed side offers.
    if (!first && !this.pc.remoteDescription) return;
    try {
      this.#makingOffer = true;
      await this.pc.setLocalDescription();
      if (this.pc.localDescription) this.#send({ description: this.pc.localDescription });
    } catch {
      // The connection was closed, or a remote offer came first; negotiationneeded fires again.
    } finally {
      this.#makingOffer = false;
    }
  }

  async #work(data: SignalData): Promise<void> {
    if (this.#closed) return;
    if (data.description) await this.#describe(data.description);
    else if (data.candidate !== undefined) await this.#candidate(data.candidate);
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const { pc } = this;
    const collision =
      description.type === "offer" && (this.#makingOffer || pc.signalingState !== "stable");
    this.#ignoredOffer = !this.#polite && collision;
    if (this.#ignoredOffer) return;
    if (description.type === "answer" && pc.signalingState !== "have-local-offer") return;
    await pc.setRemoteDescription(description);
    if (description.type !== "offer") return;
    await this.#joinLines();
    await pc.setLocalDescription();
    if (pc.localDescription) this.#send({ description: pc.localDescription });
  }

  async #candidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    try {
      // An end-of-candidates mark is of no use here and trips older browsers.
      if (candidate?.candidate) await this.pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoredOffer) throw error;
    }
  }

  #received(track: MediaStreamTrack): void {
    for (const old of this.stream.getTracks()) {
      if (old.kind === track.kind && old !== track) this.stream.removeTrack(old);
    }
    if (!this.stream.getTracks().includes(track)) this.stream.addTrack(track);
    this.emit("stream", this.stream);
  }
}
