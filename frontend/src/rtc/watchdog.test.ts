import { describe, expect, it } from "vitest";
import { remedy, type Condition } from "./watchdog";

const fallen: Condition = {
  offers: true,
  state: "disconnected",
  wasConnected: true,
  troubleMs: 0,
  sinceRemedyMs: Infinity,
  rebuilds: 0,
};

/** What is done, and when, over a trouble that nothing mends; looked at every half second. */
function course(start: Partial<Condition>, seconds: number): [number, string][] {
  const done: [number, string][] = [];
  const now = { ...fallen, ...start };
  let last = -Infinity;
  for (let at = 0; at <= seconds * 1000; at += 500) {
    const act = remedy({ ...now, troubleMs: at, sinceRemedyMs: at - last });
    if (act === "none") continue;
    done.push([at / 1000, act]);
    last = at;
    if (act !== "restart") {
      now.rebuilds++;
      if (act === "rebuild") {
        now.wasConnected = false;
        now.state = "connecting";
      }
    }
  }
  return done;
}

describe("remedy [D4.5]", () => {
  it("leaves a connection that works alone", () => {
    expect(remedy({ ...fallen, state: "connected", troubleMs: 60_000 })).toBe("none");
  });

  it("gives a short interruption time, then restarts, then builds anew, ever slower", () => {
    const acts = course({}, 60);
    expect(acts[0]).toEqual([1.5, "restart"]);
    expect(acts[1]).toEqual([5, "restart"]);
    expect(acts.find(([, act]) => act === "rebuild")?.[0]).toBeLessThanOrEqual(12);
    const rebuilds = acts.filter(([, act]) => act === "rebuild").map(([at]) => at);
    const gaps = rebuilds.slice(1).map((at, index) => at - rebuilds[index]!);
    expect(gaps).toEqual([...gaps].sort((one, two) => one - two));
    expect(gaps.at(-1)).toBeLessThanOrEqual(20);
  });

  it("acts at once on a failed connection", () => {
    expect(remedy({ ...fallen, state: "failed" })).toBe("restart");
  });

  it("rebuilds a connection that was closed under us", () => {
    expect(remedy({ ...fallen, state: "closed" })).toBe("rebuild");
    expect(remedy({ ...fallen, state: "closed", offers: false })).toBe("ask-rebuild");
  });

  it("gives a slow page seven seconds to connect the first time", () => {
    const fresh = { state: "connecting" as const, wasConnected: false };
    expect(course(fresh, 30)[0]).toEqual([7, "rebuild"]);
    expect(course({ ...fresh, offers: false }, 30)[0]).toEqual([9, "ask-rebuild"]);
  });

  it("lets only the offering side build", () => {
    const acts = course({ offers: false }, 120).map(([, act]) => act);
    expect(acts).not.toContain("rebuild");
    expect(acts).toContain("ask-rebuild");
    expect(remedy({ ...fallen, state: "none", offers: true })).toBe("rebuild");
    expect(remedy({ ...fallen, state: "none", offers: false, troubleMs: 3_000 })).toBe("ask-rebuild");
  });
});
