import type { Quality } from "./protocol";

/** What one look at the statistics of a connection says, rates per second since the look before. */
export interface Sample {
  rttMs: number | null;
  /** Share of our packets that the other side missed, 0–1. */
  lossUp: number;
  /** Share of their packets that we missed, 0–1. */
  lossDown: number;
  upKbps: number;
  downKbps: number;
  /** The browser's estimate of what the line takes, kbit/s. */
  availableKbps: number | null;
  framesIn: number;
  /** Why our picture is smaller than it could be. */
  limitedBy: "none" | "cpu" | "bandwidth" | "other";
}

interface Counters {
  at: number;
  sent: number;
  received: number;
  packetsIn: number;
  lostIn: number;
  frames: number;
}

/** The fields of RTCStats that are read here; all optional, for browsers differ. */
interface Stat {
  id: string;
  type: string;
  kind?: string;
  nominated?: boolean;
  state?: string;
  bytesSent?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
  framesDecoded?: number;
  fractionLost?: number;
  roundTripTime?: number;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  qualityLimitationReason?: Sample["limitedBy"];
  selectedCandidatePairId?: string;
}

/** Turns the running counters of getStats into rates; keep one per connection. */
export class StatsReader {
  #last: Counters | null = null;

  /** null at the first look: rates need two. `now` in milliseconds. */
  read(report: Iterable<[string, unknown]>, now: number): Sample | null {
    const stats = [...report].map(([, stat]) => stat as Stat);
    const counters = count(stats, now);
    const before = this.#last;
    this.#last = counters;
    if (!before || counters.at <= before.at) return null;
    const seconds = (counters.at - before.at) / 1000;
    const lost = Math.max(0, counters.lostIn - before.lostIn);
    const got = Math.max(0, counters.packetsIn - before.packetsIn);
    const kbps = (bytes: number) => Math.max(0, (bytes * 8) / 1000 / seconds);
    return {
      ...lineFacts(stats),
      lossDown: lost + got > 0 ? lost / (lost + got) : 0,
      upKbps: kbps(counters.sent - before.sent),
      downKbps: kbps(counters.received - before.received),
      framesIn: Math.max(0, (counters.frames - before.frames) / seconds),
    };
  }
}

function count(stats: Stat[], at: number): Counters {
  const total = (type: string, field: keyof Stat) =>
    stats
      .filter((stat) => stat.type === type)
      .reduce((sum, stat) => sum + (Number(stat[field]) || 0), 0);
  return {
    at,
    sent: total("outbound-rtp", "bytesSent"),
    received: total("inbound-rtp", "bytesReceived"),
    packetsIn: total("inbound-rtp", "packetsReceived"),
    lostIn: total("inbound-rtp", "packetsLost"),
    frames: total("inbound-rtp", "framesDecoded"),
  };
}

function lineFacts(
  stats: Stat[],
): Pick<Sample, "rttMs" | "lossUp" | "availableKbps" | "limitedBy"> {
  const transport = stats.find((stat) => stat.type === "transport");
  const pair =
    stats.find((stat) => stat.id === transport?.selectedCandidatePairId) ??
    stats.find((stat) => stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded");
  const echoes = stats.filter((stat) => stat.type === "remote-inbound-rtp");
  const trips = echoes.map((stat) => stat.roundTripTime).filter((trip) => trip !== undefined);
  const trip = pair?.currentRoundTripTime ?? (trips.length ? Math.max(...trips) : undefined);
  const video = stats.find((stat) => stat.type === "outbound-rtp" && stat.kind === "video");
  const available = pair?.availableOutgoingBitrate;
  return {
    rttMs: trip === undefined ? null : trip * 1000,
    lossUp: Math.min(1, Math.max(0, ...echoes.map((stat) => stat.fractionLost ?? 0))),
    availableKbps: available === undefined ? null : available / 1000,
    limitedBy: video?.qualityLimitationReason ?? "none",
  };
}

/**
 * How the line is, in words, smoothed over the last few looks so that one bad second is no alarm.
 * Limits follow what people notice in a conversation: 3 % of loss is heard, 8 % hurts; a round
 * trip over 300 ms makes people talk over each other (ITU-T G.114 speaks of 150 ms one way as
 * good, 400 ms as the limit).
 */
export class QualityMeter {
  #loss = 0;
  #trip = 0;
  #looks = 0;

  judge(sample: Sample): Quality {
    const weight = this.#looks++ === 0 ? 1 : 0.4;
    this.#loss += weight * (sample.lossUp - this.#loss);
    this.#trip += weight * ((sample.rttMs ?? this.#trip) - this.#trip);
    if (this.#loss >= 0.08) return { level: "poor", cause: "loss" };
    if (this.#trip >= 700) return { level: "poor", cause: "delay" };
    const narrow = sample.limitedBy === "bandwidth" ? (sample.availableKbps ?? Infinity) : Infinity;
    if (narrow < 90) return { level: "poor", cause: "bandwidth" };
    if (this.#loss >= 0.03) return { level: "fair", cause: "loss" };
    if (this.#trip >= 350) return { level: "fair", cause: "delay" };
    if (narrow < 180) return { level: "fair", cause: "bandwidth" };
    if (sample.limitedBy === "cpu" && sample.framesIn < 10) return { level: "fair", cause: "device" };
    return { level: "good", cause: "none" };
  }
}
