import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rememberedDevices, rememberDevice } from "./devices";
import { FakeStream, FakeTrack, installFakes, settle } from "./fakes";
import { loudness } from "./level";
import { LocalMedia, reasonOf } from "./media";

type Asked = { audio?: MediaTrackConstraints; video?: MediaTrackConstraints };

let asked: Asked[] = [];
let refuse: Partial<Record<"audio" | "video", string>> = {};
const listeners: Record<string, () => void> = {};

/** Cameras and microphones of the test; `refuse` names the error that a kind answers with. */
function install() {
  asked = [];
  refuse = {};
  const getUserMedia = (wanted: Asked) => {
    asked.push(wanted);
    const kinds = (["audio", "video"] as const).filter((kind) => wanted[kind]);
    for (const kind of kinds) {
      const error = refuse[kind];
      if (error) return Promise.reject(new DOMException("no", error));
    }
    const id = (kind: "audio" | "video") => {
      const chosen = wanted[kind]?.deviceId as { exact?: string; ideal?: string } | undefined;
      return chosen?.exact ?? chosen?.ideal ?? `${kind}-1`;
    };
    return Promise.resolve(new FakeStream(kinds.map((kind) => new FakeTrack(kind, id(kind)))));
  };
  vi.stubGlobal("navigator", {
    userAgent: "",
    mediaDevices: {
      getUserMedia,
      addEventListener: (name: string, listener: () => void) => (listeners[name] = listener),
      removeEventListener: () => undefined,
    },
  });
}

const track = (media: LocalMedia, kind: "audio" | "video") => media.track(kind) as unknown as FakeTrack;

describe("LocalMedia", () => {
  beforeEach(() => {
    installFakes();
    install();
    localStorage.clear();
  });
  afterEach(() => vi.unstubAllGlobals());

  it("asks for both in one question", async () => {
    const media = new LocalMedia();
    await media.start();
    expect(asked).toHaveLength(1);
    expect(media.state).toEqual({ audio: "live", video: "live" });
    media.stop();
    expect(media.state).toEqual({ audio: "off", video: "off" });
  });

  it.each([
    ["NotAllowedError", "refused"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
  ])("goes on with sound when the camera answers %s", async (error, state) => {
    refuse.video = error;
    const media = new LocalMedia();
    await media.start();
    expect(media.state).toEqual({ audio: "live", video: state });
  });

  it("joins listening only when all is refused", async () => {
    refuse = { audio: "NotAllowedError", video: "NotAllowedError" };
    const media = new LocalMedia();
    await media.start();
    expect(media.state).toEqual({ audio: "refused", video: "refused" });
    refuse = {};
    await media.recover();
    expect(media.state).toEqual({ audio: "live", video: "live" });
  });

  it("says so where the browser gives nothing", async () => {
    vi.stubGlobal("navigator", { userAgent: "" });
    const media = new LocalMedia();
    await media.start();
    expect(media.state).toEqual({ audio: "unsupported", video: "unsupported" });
  });

  it("mutes without letting the microphone go, and releases the camera", async () => {
    const media = new LocalMedia();
    await media.start();
    const [sound, picture] = [track(media, "audio"), track(media, "video")];
    const told: (string | null)[] = [];
    media.on("track", ({ kind, track: now }) => told.push(now ? kind : `no ${kind}`));
    await media.setMuted(true);
    expect(sound).toMatchObject({ enabled: false, readyState: "live" });
    await media.setCamera(false);
    expect(picture.readyState).toBe("ended");
    await media.setCamera(true);
    expect(told).toEqual(["no video", "video"]);
  });

  it("stays muted when the microphone is changed", async () => {
    const media = new LocalMedia();
    await media.start();
    await media.setMuted(true);
    expect(await media.choose("audio", "audio-2")).toBe(true);
    expect(track(media, "audio")).toMatchObject({ deviceId: "audio-2", enabled: false });
    expect(rememberedDevices()).toEqual({ microphone: "audio-2" });
  });

  it("keeps the old device when the new one does not start", async () => {
    const media = new LocalMedia();
    await media.start();
    refuse.audio = "NotReadableError";
    expect(await media.choose("audio", "audio-2")).toBe(false);
    expect(track(media, "audio")).toMatchObject({ deviceId: "audio-1", readyState: "live" });
  });

  it("takes another device when one is unplugged, else waits for one [D4.5]", async () => {
    const media = new LocalMedia();
    await media.start();
    track(media, "audio").onended?.();
    await settle();
    expect(media.state.audio).toBe("live");
    refuse.audio = "NotFoundError";
    track(media, "audio").onended?.();
    await settle();
    expect(media.state.audio).toBe("lost");
    refuse = {};
    listeners.devicechange?.();
    await settle();
    expect(media.state.audio).toBe("live");
  });

  it("says lost while the browser holds a track back", async () => {
    const media = new LocalMedia();
    await media.start();
    const picture = track(media, "video");
    picture.muted = true;
    picture.onmute?.();
    expect(media.state.video).toBe("lost");
    picture.muted = false;
    picture.onunmute?.();
    expect(media.state.video).toBe("live");
  });

  it("begins with the devices of last time", async () => {
    rememberDevice("camera", "video-9");
    const media = new LocalMedia();
    await media.start();
    expect(media.deviceId("video")).toBe("video-9");
  });
});

describe("small things", () => {
  it("reads the reason of an error", () => {
    expect(reasonOf(new DOMException("", "OverconstrainedError"))).toBe("missing");
    expect(reasonOf("?")).toBe("busy");
  });

  it("survives a remembered choice that is no JSON", () => {
    localStorage.setItem("visavis.devices", "{oops");
    expect(rememberedDevices()).toEqual({});
  });

  it("hears loudness on a scale of decibels", () => {
    expect(loudness(new Float32Array(8))).toBe(0);
    expect(loudness(new Float32Array(8).fill(0.5))).toBe(1);
    expect(loudness(new Float32Array(8).fill(0.01))).toBeCloseTo(0.417, 2);
  });
});
