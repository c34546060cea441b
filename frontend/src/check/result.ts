/** What the device check finds out; posted as JSON to `config.checkUrl`. */

export type Verdict = "good" | "blurry" | "audio-only" | "none";

/** `off`: not asked for by the person's own choice. */
export type CameraState = "ok" | "refused" | "missing" | "busy" | "off" | "unsupported";
export type MicrophoneState = "ok" | "silent" | "refused" | "missing" | "busy" | "off" | "unsupported";
export type SpeakerState = "heard" | "not-heard" | "untested";

export interface NetworkResult {
  /** Median round trip in milliseconds. */
  rtt_ms: number;
  /** Mean difference between successive round trips, milliseconds. */
  jitter_ms: number;
  /** Share of packets lost, 0–1; null where it cannot be measured (test over HTTP). */
  loss: number | null;
  /** kbit/s, null where not measured. */
  up_kbps: number | null;
  down_kbps: number | null;
  /** How it was measured: through the TURN server, or by requests to the server. */
  path: "relay" | "server";
}

export interface CheckResult {
  verdict: Verdict;
  camera: CameraState;
  microphone: MicrophoneState;
  speaker: SpeakerState;
  /** null: the network could not be measured at all. */
  network: NetworkResult | null;
  /** Browser family and system for the one who helps: "Chrome 141 · Android". At most 80 characters. */
  browser: string;
}
