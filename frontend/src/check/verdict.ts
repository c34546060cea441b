import type { CameraState, MicrophoneState, NetworkResult, Verdict } from "./result";

export type NetworkGrade = "good" | "blurry" | "audio-only" | "none";

/** A voice needs some 50 kbit/s each way; a face one likes to look at, about 600. */
const VOICE_KBPS = 80;
const SMALL_PICTURE_KBPS = 250;
const PICTURE_KBPS = 600;

/** What the line is good for. Loss and delay weigh as much as width. */
export function gradeNetwork(network: NetworkResult | null): NetworkGrade {
  if (!network) return "none";
  const width = Math.min(network.up_kbps ?? Infinity, network.down_kbps ?? Infinity);
  const loss = network.loss ?? 0;
  if (width < VOICE_KBPS || loss > 0.3 || network.rtt_ms > 2_000) return "none";
  if (width < SMALL_PICTURE_KBPS || loss > 0.12 || network.rtt_ms > 900) return "audio-only";
  if (width < PICTURE_KBPS || loss > 0.04 || network.rtt_ms > 400) return "blurry";
  return "good";
}

/** The one plain word about the whole: devices and line together. */
export function verdictOf(
  camera: CameraState,
  microphone: MicrophoneState,
  network: NetworkResult | null,
): Verdict {
  const line = gradeNetwork(network);
  const heard = microphone === "ok" || microphone === "silent";
  if (line === "none" || !heard) return "none";
  if (line === "audio-only" || camera !== "ok") return "audio-only";
  return line;
}
