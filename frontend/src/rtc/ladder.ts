import type { Sample } from "./stats";

export interface Rung {
  /** Limit for the picture, kbit/s. */
  kbps: number;
  /** Divide the camera's width and height by this. */
  scale: number;
  fps: number;
}

/** From the smallest picture worth sending to the full one. Below the first: no picture. */
export const RUNGS: readonly Rung[] = [
  { kbps: 110, scale: 4, fps: 12 },
  { kbps: 320, scale: 2, fps: 20 },
  { kbps: 800, scale: 1.5, fps: 25 },
  { kbps: 1_700, scale: 1, fps: 30 },
];

const START = 2;
/** Looks (of 2 s) in a row before a step: down fast, up with care, and give the picture up late. */
const DOWN_AFTER = 2;
const UP_AFTER = 5;
const PAUSE_AFTER = 4;
const RETRY_AFTER = 6;
/** The browser's estimate of the line starts low and climbs: not believed before this many looks. */
const ESTIMATE_AFTER = 5;

/**
 * How much of the line the picture may take. The sound always comes first: when the line gets
 * bad, the picture shrinks, then stops, and comes back step by step.
 */
export class Ladder {
  #rung = START;
  #bad = 0;
  #good = 0;
  #hopeless = 0;
  #looks = 0;
  #paused = false;

  /** null: send no picture. */
  get rung(): Rung | null {
    return this.#paused ? null : (RUNGS[this.#rung] ?? null);
  }

  /** Takes one look; true when the rung changed. */
  step(sample: Sample): boolean {
    const before = this.rung;
    const estimated = this.#looks++ >= ESTIMATE_AFTER;
    this.#hopeless = isHopeless(sample, estimated) ? this.#hopeless + 1 : 0;
    if (isBad(sample, estimated ? before : null)) {
      this.#bad++;
      this.#good = 0;
    } else {
      if (!isSqueezed(sample, before)) this.#good++;
      this.#bad = 0;
    }
    this.#move();
    return this.rung !== before;
  }

  #move(): void {
    if (this.#paused) {
      if (this.#good >= RETRY_AFTER) {
        this.#paused = false;
        this.#rung = 0;
        this.#good = 0;
      }
    } else if (this.#rung > 0 && this.#bad >= DOWN_AFTER) {
      this.#rung--;
      this.#bad = 0;
    } else if (this.#rung === 0 && this.#hopeless >= PAUSE_AFTER) {
      this.#paused = true;
      this.#bad = 0;
    } else if (this.#good >= UP_AFTER && this.#rung < RUNGS.length - 1) {
      this.#rung++;
      this.#good = 0;
    }
  }
}

/** The line takes less than the rung would give: no reason to ask for a larger picture. */
function isSqueezed(sample: Sample, rung: Rung | null): boolean {
  if (!rung || sample.limitedBy !== "bandwidth") return false;
  return sample.availableKbps !== null && sample.availableKbps < rung.kbps;
}

/** Not even the smallest picture is worth what it takes from the sound. */
function isHopeless(sample: Sample, estimated: boolean): boolean {
  if (sample.lossUp >= 0.15 || (sample.rttMs ?? 0) >= 1_500) return true;
  return estimated && sample.availableKbps !== null && sample.availableKbps < 80;
}

function isBad(sample: Sample, rung: Rung | null): boolean {
  if (sample.lossUp >= 0.08) return true;
  if ((sample.rttMs ?? 0) >= 900) return true;
  if (!rung || sample.limitedBy !== "bandwidth" || sample.availableKbps === null) return false;
  return sample.availableKbps < rung.kbps * 0.6;
}

/** Sets the rung on the sender of the picture; the sound's sender gets its priority once. */
export async function applyRung(sender: RTCRtpSender, rung: Rung | null): Promise<void> {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  parameters.degradationPreference = "balanced";
  for (const encoding of parameters.encodings) {
    encoding.active = rung !== null;
    encoding.priority = "low";
    encoding.networkPriority = "low";
    if (!rung) continue;
    encoding.maxBitrate = rung.kbps * 1000;
    encoding.scaleResolutionDownBy = rung.scale;
    encoding.maxFramerate = rung.fps;
  }
  await sender.setParameters(parameters).catch(() => undefined);
}

export async function preferSound(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  for (const encoding of parameters.encodings) {
    encoding.priority = "high";
    encoding.networkPriority = "high";
    encoding.maxBitrate = 40_000;
  }
  await sender.setParameters(parameters).catch(() => undefined);
}
