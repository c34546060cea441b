import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakePeer, FakeTrack, installFakes, settle } from "./fakes";
import { Mesh } from "./mesh";
import type { IceSettings, Peer, SignalData } from "./protocol";

const ICE: IceSettings = { servers: [{ urls: "turn:x" }], policy: "relay", expires_at: null };

function peer(session: string, offers: boolean): Peer {
  return { id: "them", role: "patient", name: "Ada", session, offerer: offers, polite: !offers, media: null };
}

function mesh() {
  const sent: SignalData[] = [];
  const made = new Mesh({
    session: "me",
    sendSignal: (_to, data) => {
      sent.push(data);
      return true;
    },
    freshIce: () => Promise.resolve(ICE),
  });
  return { made, sent };
}

const offer = (connection: string, session = "s1", sdp = "offer"): SignalData => ({
  session,
  connection,
  description: { type: "offer", sdp },
});

async function connected(offers: boolean) {
  const { made, sent } = mesh();
  made.lineUp([peer("s1", offers)], ICE);
  made.activate(ICE);
  await settle();
  if (offers) {
    const connection = sent[0]!.connection;
    made.receive("them", { session: "s1", connection, description: { type: "answer", sdp: "a" } });
  } else made.receive("them", offer("c1"));
  await settle();
  FakePeer.last.become("connected");
  await settle();
  return { made, sent };
}

describe("Mesh", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    installFakes();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("offers on the fixed side only, with a line each for sound and picture, by policy", async () => {
    const { made, sent } = mesh();
    made.lineUp([peer("s1", true)], ICE);
    expect(FakePeer.all).toHaveLength(0);
    made.activate(ICE);
    await settle();
    expect(FakePeer.last.configuration).toMatchObject({ iceTransportPolicy: "relay", iceServers: ICE.servers });
    expect(FakePeer.last.lines.map((line) => line.direction)).toEqual(["sendrecv", "sendrecv"]);
    expect(sent[0]).toMatchObject({ session: "me", description: { type: "offer" } });
    made.close();
  });

  it("does not offer on the other side, and answers on both lines with its tracks", async () => {
    const { made, sent } = mesh();
    const camera = new FakeTrack("video");
    made.setTrack("video", camera as unknown as MediaStreamTrack);
    made.lineUp([peer("s1", false)], ICE);
    made.activate(ICE);
    await settle();
    expect(FakePeer.all).toHaveLength(0);
    made.receive("them", offer("c1"));
    await settle();
    expect(FakePeer.last.lines.map((line) => line.direction)).toEqual(["sendrecv", "sendrecv"]);
    expect(FakePeer.last.lines[1]!.sender.track).toBe(camera);
    expect(sent.at(-1)).toMatchObject({ connection: "c1", description: { type: "answer" } });
    made.close();
  });

  it("keeps signals that come before the admission, and before the news of a new page", async () => {
    const { made, sent } = mesh();
    made.lineUp([peer("s1", false)], ICE);
    made.receive("them", offer("c1"));
    expect(FakePeer.all).toHaveLength(0);
    made.activate(ICE);
    await settle();
    expect(sent.at(-1)).toMatchObject({ connection: "c1" });
    made.receive("them", offer("c2", "s2"));
    expect(FakePeer.all).toHaveLength(1);
    made.peerPresent(peer("s2", false));
    await settle();
    expect(FakePeer.all).toHaveLength(2);
    expect(sent.at(-1)).toMatchObject({ connection: "c2", description: { type: "answer" } });
    made.close();
  });

  it("throws away signals of a page that was reloaded, and of an older connection", async () => {
    const { made } = await connected(false);
    made.peerPresent(peer("s2", false));
    made.receive("them", offer("late", "s1"));
    made.receive("them", { session: "s2", connection: "c1", candidate: { candidate: "x" } });
    await settle();
    expect(FakePeer.all).toHaveLength(1);
    expect(FakePeer.all[0]!.candidates).toEqual([]);
    made.close();
  });

  it("keeps media while the line to the server is away, and when the same page comes back [D4.5]", async () => {
    const { made } = await connected(true);
    made.lineDown();
    made.peerGone("them", "lost");
    await vi.advanceTimersByTimeAsync(30_000);
    made.lineUp([], ICE);
    made.peerPresent(peer("s1", true));
    await settle();
    expect(FakePeer.all).toHaveLength(1);
    expect(FakePeer.last.connectionState).toBe("connected");
    expect(FakePeer.last.restarts).toBe(0);
    made.close();
  });

  it("builds anew when the other page was reloaded", async () => {
    const { made, sent } = await connected(true);
    const before = sent[0]!.connection;
    made.peerPresent(peer("s2", true));
    await settle();
    expect(FakePeer.all).toHaveLength(2);
    expect(FakePeer.all[0]!.connectionState).toBe("closed");
    expect(sent.at(-1)?.connection).not.toBe(before);
    made.close();
  });

  it("restarts when the way is lost, builds anew when that does not help", async () => {
    const { made, sent } = await connected(true);
    FakePeer.last.become("disconnected");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(FakePeer.all[0]!.restarts).toBe(1);
    expect(sent.at(-1)).toMatchObject({ description: { type: "offer" } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakePeer.all).toHaveLength(2);
    made.close();
  });

  it("pushes at once when both are within reach again and the way was lost meanwhile", async () => {
    const { made } = await connected(true);
    made.lineDown();
    FakePeer.last.become("failed");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakePeer.last.restarts).toBe(0);
    made.lineUp([peer("s1", true)], ICE);
    await settle();
    expect(FakePeer.last.restarts).toBe(1);
    made.close();
  });

  it("asks for a new connection where the other side should have offered", async () => {
    const { made, sent } = mesh();
    made.lineUp([peer("s1", false)], ICE);
    made.activate(ICE);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(sent.at(-1)).toMatchObject({ rebuild: true });
    made.close();
  });

  it("builds when asked, but not when it just did", async () => {
    const { made } = await connected(true);
    made.receive("them", { session: "s1", connection: null, rebuild: true });
    expect(FakePeer.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    made.receive("them", { session: "s1", connection: null, rebuild: true });
    expect(FakePeer.all).toHaveLength(2);
    made.close();
  });

  it("gives way on the polite side when both offer at once, and only there", async () => {
    const polite = await connected(false);
    FakePeer.last.signalingState = "have-local-offer";
    polite.made.receive("them", offer("c1", "s1", "theirs"));
    await settle();
    expect(FakePeer.last.remoteDescription?.sdp).toBe("theirs");
    polite.made.close();

    const firm = await connected(true);
    const connection = firm.sent[0]!.connection!;
    FakePeer.last.signalingState = "have-local-offer";
    firm.made.receive("them", offer(connection, "s1", "theirs"));
    await settle();
    expect(FakePeer.last.remoteDescription?.sdp).toBe("a");
    firm.made.close();
  });

  it("changes camera without negotiating", async () => {
    const { made, sent } = await connected(true);
    const before = sent.length;
    const camera = new FakeTrack("video") as unknown as MediaStreamTrack;
    made.setTrack("video", camera);
    await settle();
    expect(FakePeer.last.lines[1]!.sender.track).toBe(camera);
    expect(sent).toHaveLength(before);
    made.close();
  });

  it("puts the sound before the picture once connected [D4.5]", async () => {
    const { made } = await connected(true);
    const [sound, picture] = FakePeer.last.lines.map((line) => line.sender.parameters.encodings[0]!);
    expect(sound).toMatchObject({ priority: "high", networkPriority: "high" });
    expect(picture).toMatchObject({ priority: "low", active: true });
    made.close();
  });

  it("ends it all when sent back to the waiting room, and when the other leaves", async () => {
    const { made } = await connected(true);
    made.deactivate();
    expect(FakePeer.last.connectionState).toBe("closed");
    expect(made.remote("them").state).toBe("none");
    made.activate(ICE);
    await settle();
    expect(FakePeer.all).toHaveLength(2);
    made.peerGone("them", "left");
    expect(FakePeer.last.connectionState).toBe("closed");
    made.close();
  });
});
