import type { IceSettings } from "../rtc/protocol";
import type { NetworkResult } from "./result";

const PROBES = 12;
const PACKETS = 80;
const BURST_MS = 2_500;
const BURST_BYTES = 1_500_000;
const CHUNK = 16 * 1024;

/** Measures the way sound and picture will take: through TURN where there is one, else by HTTP. */
export async function testNetwork(
  ice: IceSettings,
  probeUrl: string,
  csrf: string,
): Promise<NetworkResult | null> {
  if (hasTurn(ice)) {
    const relayed = await overRelay(ice).catch(() => null);
    if (relayed) return relayed;
  }
  return overHttp(probeUrl, csrf).catch(() => null);
}

export function hasTurn(ice: IceSettings): boolean {
  return ice.servers.some((server) => [server.urls].flat().some((url) => /^turns?:/.test(url)));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** Mean difference between one round trip and the next, ms. */
export function jitter(trips: number[]): number {
  let sum = 0;
  for (let index = 1; index < trips.length; index++) sum += Math.abs(trips[index]! - trips[index - 1]!);
  return trips.length > 1 ? sum / (trips.length - 1) : 0;
}

// ── through the TURN server ─────────────────────────────────────────────────────────────────

/** Two connections of this page, each only allowed to use the relay: out and back again. */
async function overRelay(ice: IceSettings): Promise<NetworkResult> {
  const options: RTCConfiguration = { iceServers: ice.servers, iceTransportPolicy: "relay" };
  const near = new RTCPeerConnection(options);
  const far = new RTCPeerConnection(options);
  try {
    const echo = near.createDataChannel("echo", { ordered: false, maxRetransmits: 0 });
    const burst = near.createDataChannel("burst");
    let received = 0;
    far.ondatachannel = ({ channel }) => {
      channel.binaryType = "arraybuffer";
      channel.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        if (typeof data === "string") channel.send(data);
        else received += data.byteLength;
      };
    };
    await join(near, far);
    await opened(echo, 8_000);
    await opened(burst, 4_000);
    const trips = await echoTrips(echo);
    if (trips.length === 0) throw new Error("nothing came back");
    const began = performance.now();
    await pour(burst);
    const kbps = Math.round((received * 8) / (performance.now() - began));
    return {
      rtt_ms: Math.round(median(trips)),
      jitter_ms: Math.round(jitter(trips)),
      loss: 1 - trips.length / PACKETS,
      up_kbps: kbps,
      down_kbps: kbps,
      path: "relay",
    };
  } finally {
    near.close();
    far.close();
  }
}

async function join(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void> {
  near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription!);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription!);
}

function opened(channel: RTCDataChannel, within: number): Promise<void> {
  if (channel.readyState === "open") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no way through")), within);
    channel.onopen = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Sends numbered packets, one each 20 ms as a voice does, and times those that come back. */
async function echoTrips(channel: RTCDataChannel): Promise<number[]> {
  const sentAt: number[] = [];
  const trips: number[] = [];
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    const at = sentAt[Number(data)];
    if (at !== undefined) trips.push(performance.now() - at);
  };
  for (let number = 0; number < PACKETS; number++) {
    sentAt.push(performance.now());
    channel.send(String(number));
    await pause(20);
  }
  await pause(600);
  return trips;
}

/** Sends until the time is up or enough has gone through: data cost money on a telephone. */
async function pour(channel: RTCDataChannel): Promise<void> {
  const chunk = new Uint8Array(CHUNK);
  const ends = performance.now() + BURST_MS;
  let left = BURST_BYTES;
  while (performance.now() < ends && channel.readyState === "open") {
    if (left > 0 && channel.bufferedAmount < CHUNK * 8) {
      channel.send(chunk);
      left -= CHUNK;
    } else if (left > 0 || channel.bufferedAmount > 0) await pause(10);
    else break;
  }
}

// ── to the server ───────────────────────────────────────────────────────────────────────────

async function overHttp(probeUrl: string, csrf: string): Promise<NetworkResult> {
  await timed(() => ask(probeUrl, 1));
  const trips: number[] = [];
  for (let number = 0; number < PROBES; number++) trips.push(await timed(() => ask(probeUrl, 1)));
  const trip = median(trips);
  const down = await rate((bytes) => ask(probeUrl, bytes), trip);
  const up = await rate((bytes) => give(probeUrl, bytes, csrf), trip);
  return {
    rtt_ms: Math.round(trip),
    jitter_ms: Math.round(jitter(trips)),
    loss: null,
    up_kbps: up,
    down_kbps: down,
    path: "server",
  };
}

/** Larger and larger portions until one takes long enough to say something; kbit/s. */
async function rate(move: (bytes: number) => Promise<void>, trip: number): Promise<number> {
  let kbps = 0;
  for (const bytes of [60_000, 250_000, 1_000_000]) {
    const took = Math.max(1, (await timed(() => move(bytes))) - trip);
    kbps = Math.round((bytes * 8) / took);
    if (took > 700) break;
  }
  return kbps;
}

async function ask(url: string, bytes: number): Promise<void> {
  const address = new URL(url, location.href);
  address.searchParams.set("bytes", String(bytes));
  const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(12_000) });
  if (!response.ok) throw new Error(`probe: ${response.status}`);
  await response.arrayBuffer();
}

async function give(url: string, bytes: number, csrf: string): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": csrf, "Content-Type": "application/octet-stream" },
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(12_000),
  });
  if (!response.ok) throw new Error(`probe: ${response.status}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
