import { describe, expect, it } from "vitest";
import { Ladder, RUNGS } from "./ladder";
import { QualityMeter, StatsReader, type Sample } from "./stats";

const FINE: Sample = {
  rttMs: 40,
  lossUp: 0,
  lossDown: 0,
  upKbps: 900,
  downKbps: 900,
  availableKbps: 3_000,
  framesIn: 25,
  limitedBy: "none",
};

function report(values: { sent: number; got: number; lost: number; bytes: number }) {
  return new Map<string, unknown>([
    ["T", { id: "T", type: "transport", selectedCandidatePairId: "P" }],
    ["P", { id: "P", type: "candidate-pair", currentRoundTripTime: 0.12, availableOutgoingBitrate: 500_000 }],
    ["O", { id: "O", type: "outbound-rtp", kind: "video", bytesSent: values.sent, qualityLimitationReason: "bandwidth" }],
    ["I", { id: "I", type: "inbound-rtp", kind: "video", bytesReceived: values.bytes, packetsReceived: values.got, packetsLost: values.lost, framesDecoded: values.got }],
    ["R", { id: "R", type: "remote-inbound-rtp", fractionLost: 0.05, roundTripTime: 0.2 }],
  ]);
}

describe("StatsReader", () => {
  it("turns counters into rates between two looks", () => {
    const reader = new StatsReader();
    expect(reader.read(report({ sent: 0, got: 0, lost: 0, bytes: 0 }), 1_000)).toBeNull();
    const sample = reader.read(report({ sent: 25_000, got: 90, lost: 10, bytes: 50_000 }), 3_000);
    expect(sample).toEqual({
      rttMs: 120,
      lossUp: 0.05,
      lossDown: 0.1,
      upKbps: 100,
      downKbps: 200,
      availableKbps: 500,
      framesIn: 45,
      limitedBy: "bandwidth",
    });
  });

  it("survives counters that jump back and reports without numbers", () => {
    const reader = new StatsReader();
    reader.read(report({ sent: 9_000, got: 90, lost: 10, bytes: 9_000 }), 1_000);
    const sample = reader.read(new Map(), 3_000);
    expect(sample).toMatchObject({ rttMs: null, lossUp: 0, lossDown: 0, upKbps: 0, downKbps: 0 });
  });
});

describe("QualityMeter", () => {
  it("names the cause [D4.3]", () => {
    const words = (change: Partial<Sample>) => new QualityMeter().judge({ ...FINE, ...change });
    expect(words({})).toEqual({ level: "good", cause: "none" });
    expect(words({ lossUp: 0.2 })).toEqual({ level: "poor", cause: "loss" });
    expect(words({ lossUp: 0.05 })).toEqual({ level: "fair", cause: "loss" });
    expect(words({ rttMs: 450 })).toEqual({ level: "fair", cause: "delay" });
    expect(words({ rttMs: 900 })).toEqual({ level: "poor", cause: "delay" });
    expect(words({ limitedBy: "bandwidth", availableKbps: 70 })).toEqual({ level: "poor", cause: "bandwidth" });
    expect(words({ limitedBy: "cpu", framesIn: 5 })).toEqual({ level: "fair", cause: "device" });
  });

  it("is not alarmed by one bad look", () => {
    const meter = new QualityMeter();
    for (let look = 0; look < 5; look++) meter.judge(FINE);
    expect(meter.judge({ ...FINE, lossUp: 0.15 }).level).toBe("fair");
    expect(meter.judge({ ...FINE, lossUp: 0.15 }).level).toBe("poor");
  });
});

describe("Ladder [D4.5]", () => {
  const run = (ladder: Ladder, sample: Sample, looks: number) => {
    for (let look = 0; look < looks; look++) ladder.step(sample);
    return ladder.rung;
  };

  it("climbs to the full picture on a good line", () => {
    expect(run(new Ladder(), FINE, 30)).toBe(RUNGS.at(-1));
  });

  it("goes down step by step, and gives the picture up only at the end", () => {
    const ladder = new Ladder();
    const bad = { ...FINE, lossUp: 0.2 };
    expect(run(ladder, bad, 2)).toBe(RUNGS[1]);
    expect(run(ladder, bad, 2)).toBe(RUNGS[0]);
    expect(run(ladder, bad, 1)).toBeNull();
  });

  it("keeps the smallest picture on a line that is bad but bearable", () => {
    expect(run(new Ladder(), { ...FINE, lossUp: 0.1 }, 60)).toBe(RUNGS[0]);
  });

  it("brings the picture back, small first", () => {
    const ladder = new Ladder();
    run(ladder, { ...FINE, lossUp: 0.2 }, 20);
    expect(ladder.rung).toBeNull();
    expect(run(ladder, FINE, 5)).toBeNull();
    expect(run(ladder, FINE, 1)).toBe(RUNGS[0]);
  });

  it("shrinks when the estimate is far below what the rung takes", () => {
    const narrow: Sample = { ...FINE, limitedBy: "bandwidth", availableKbps: 150 };
    const ladder = new Ladder();
    // The estimate of a fresh connection is low on every line.
    expect(run(ladder, narrow, 4)).toBe(RUNGS[2]);
    expect(run(ladder, narrow, 6)).toBe(RUNGS[0]);
  });
});
