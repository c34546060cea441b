import { post } from "../room/post";
import type { RoomConfig } from "../room/config";
import type { VisitState } from "../rtc/protocol";

const RETRY_MS = [1_000, 2_000, 4_000];

/**
 * Takes the place in line (again). Where something comes first, the address to go to; while the
 * server is away, tries again until it is back.
 */
export async function arrive(
  config: RoomConfig,
): Promise<{ state: VisitState } | { next: string }> {
  for (let attempt = 0; ; attempt++) {
    const answer = await post(config.arriveUrl, config.csrf);
    if (answer.ok) return { state: (answer.body.state as VisitState | undefined) ?? "waiting" };
    if (typeof answer.body.next === "string") return { next: answer.body.next };
    if (answer.status === 410) return { next: config.endedUrl };
    if (answer.status >= 400 && answer.status < 500) return { next: config.journeyUrl };
    await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(attempt, 2)]));
  }
}
