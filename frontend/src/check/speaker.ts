import { canChooseSpeaker } from "../rtc/devices";
import { tone } from "../waiting/chime";

const LASTS_MS = 1_700;

/** A little rising melody on the chosen speaker; resolves when it is over. */
export async function playTestTone(speaker: string | undefined): Promise<void> {
  if (!window.AudioContext) return;
  const context = new AudioContext();
  await context.resume().catch(() => undefined);
  const chosen = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (speaker && canChooseSpeaker()) await chosen.setSinkId?.(speaker).catch(() => undefined);
  [523.3, 659.3, 784, 1046.5].forEach((pitch, index) => tone(context, pitch, index * 0.3, 0.6, 0.2));
  await new Promise((done) => setTimeout(done, LASTS_MS));
  await context.close().catch(() => undefined);
}
