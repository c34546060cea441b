import type { LinkState } from "./link";

export type Remedy = "none" | "restart" | "rebuild" | "ask-rebuild";

export interface Condition {
  /** We make the first offer of this pair, so we are the one to build. */
  offers: boolean;
  state: LinkState | "none";
  /** It was connected at least once. */
  wasConnected: boolean;
  /** How long it has not been connected, ms. */
  troubleMs: number;
  /** Since our last remedy, ms; Infinity when there was none in this trouble. */
  sinceRemedyMs: number;
  /** Connections built in vain in this trouble. */
  rebuilds: number;
}

/**
 * What to do about a connection that is not (or no longer) connected, while both sides are within
 * reach of the server. A restart keeps the connection and looks for another way; one that has not
 * come up after some seconds is built anew, by the side that offers. Ever slower: a slow telephone
 * must be able to finish what it began.
 */
export function remedy(now: Condition): Remedy {
  const patience = Math.min(now.rebuilds, 3) * 4_000;
  if (now.state === "connected" || now.sinceRemedyMs < 2_000) return "none";
  if (now.state === "none") {
    if (now.offers) return "rebuild";
    return now.troubleMs >= 2_500 && now.sinceRemedyMs >= 2_500 + patience ? "ask-rebuild" : "none";
  }
  if (now.state === "closed") return now.offers ? "rebuild" : "ask-rebuild";
  if (!now.wasConnected) {
    const limit = (now.offers ? 7_000 : 9_000) + patience;
    if (Math.min(now.troubleMs, now.sinceRemedyMs) < limit) return "none";
    return now.offers ? "rebuild" : "ask-rebuild";
  }
  return fallenRemedy(now, patience);
}

/** It worked before and fell: first another way, then another connection. */
function fallenRemedy(now: Condition, patience: number): Remedy {
  const dead = (now.offers ? 9_000 : 12_000) + patience;
  if (now.troubleMs >= dead && now.sinceRemedyMs >= 3_000) {
    return now.offers ? "rebuild" : "ask-rebuild";
  }
  const grace = now.state === "failed" ? 0 : now.offers ? 1_200 : 2_500;
  return now.troubleMs >= grace && now.sinceRemedyMs >= 3_500 ? "restart" : "none";
}
