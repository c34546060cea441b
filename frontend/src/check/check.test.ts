import { describe, expect, it } from "vitest";
import { browserFamily, browserName } from "../ui/browser";
import { hasTurn, jitter, median } from "./network";
import type { NetworkResult } from "./result";
import { gradeNetwork, verdictOf } from "./verdict";

const FINE: NetworkResult = {
  rtt_ms: 50,
  jitter_ms: 5,
  loss: 0,
  up_kbps: 5_000,
  down_kbps: 5_000,
  path: "relay",
};

describe("verdict [D2.1]", () => {
  it.each<[Partial<NetworkResult>, string]>([
    [{}, "good"],
    [{ up_kbps: 400 }, "blurry"],
    [{ loss: 0.06 }, "blurry"],
    [{ rtt_ms: 500 }, "blurry"],
    [{ down_kbps: 200 }, "audio-only"],
    [{ loss: 0.15 }, "audio-only"],
    [{ up_kbps: 40 }, "none"],
    [{ loss: 0.5 }, "none"],
    [{ loss: null, up_kbps: null, down_kbps: null }, "good"],
  ])("%j → %s", (change, grade) => expect(gradeNetwork({ ...FINE, ...change })).toBe(grade));

  it("says none when nothing could be measured", () => expect(gradeNetwork(null)).toBe("none"));

  it("weighs devices and line together", () => {
    expect(verdictOf("ok", "ok", FINE)).toBe("good");
    expect(verdictOf("ok", "silent", FINE)).toBe("good");
    expect(verdictOf("missing", "ok", FINE)).toBe("audio-only");
    expect(verdictOf("refused", "ok", { ...FINE, up_kbps: 400 })).toBe("audio-only");
    expect(verdictOf("ok", "refused", FINE)).toBe("none");
    expect(verdictOf("ok", "ok", null)).toBe("none");
  });
});

describe("measures", () => {
  it("takes the middle and the changes", () => {
    expect(median([30, 10, 20])).toBe(20);
    expect(median([10, 20])).toBe(15);
    expect(median([])).toBe(0);
    expect(jitter([10, 20, 10])).toBe(10);
    expect(jitter([10])).toBe(0);
  });

  it("knows a TURN server", () => {
    const ice = (urls: string | string[]) => ({ servers: [{ urls }], policy: "all" as const, expires_at: null });
    expect(hasTurn(ice("turns:x:5349"))).toBe(true);
    expect(hasTurn(ice(["stun:x", "turn:x"]))).toBe(true);
    expect(hasTurn(ice("stun:x"))).toBe(false);
  });
});

describe("browser", () => {
  const CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
  const ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36";
  const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
  const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/605.1";
  const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  it.each([
    [CHROME, "chrome", "Chrome 141 · Windows"],
    [ANDROID, "android", "Chrome 141 · Android"],
    [IPHONE, "ios", "Safari 18 · iOS"],
    [SAFARI, "safari", "Safari 18 · macOS"],
    [FIREFOX, "firefox", "Firefox 140 · Linux"],
    [`${CHROME} Edg/141.0`, "chrome", "Edge 141 · Windows"],
  ])("%s", (agent, family, name) => {
    expect(browserFamily(agent)).toBe(family);
    expect(browserName(agent)).toBe(name);
  });
});
