import type { LinkState, MediaKind } from "./link";
import type { IceSettings, Peer, Quality, SignalData } from "./protocol";

export interface RemoteMedia {
  stream: MediaStream | null;
  state: LinkState | "none";
  /** Sound or picture came in at the last look. */
  flowing: boolean;
  /** Four groups of digits, equal on both sides of one connection; null until connected. */
  safetyCode: string | null;
}

export interface TransportEvents {
  /** Something about this peer's media changed. */
  remote: { peerId: string; media: RemoteMedia };
  /** How our own line is, every few seconds while connected. */
  quality: Quality;
  /** The line got so bad that our picture is held back for the sound's sake, or it is back. */
  picture: { held: boolean };
}

/**
 * How sound and picture travel. The mesh (mesh.ts) connects every two browsers directly; a media
 * server would be another implementation behind the same few verbs.
 */
export interface Transport {
  /** Media may flow (admitted). Idempotent. */
  activate(ice: IceSettings): void;
  /** Media must stop (sent back to the waiting room). */
  deactivate(): void;
  peerPresent(peer: Peer): void;
  /** `left`: for good; `lost`: their line to the server is gone, media may well go on. */
  peerGone(peerId: string, reason: "lost" | "left"): void;
  receive(peerId: string, data: SignalData): void;
  /** The signalling line went down, or came back with these peers present. */
  lineDown(): void;
  lineUp(peers: Peer[], ice: IceSettings): void;
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void;
  remote(peerId: string): RemoteMedia;
  on<Name extends keyof TransportEvents>(
    name: Name,
    listener: (payload: TransportEvents[Name]) => void,
  ): () => void;
  close(): void;
}
