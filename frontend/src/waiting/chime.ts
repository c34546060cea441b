/** Two soft notes: somebody is called in. Silent where the browser does not allow sound yet. */
export function chime(): void {
  if (!window.AudioContext) return;
  const context = new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined);
  [659.3, 880].forEach((pitch, index) => tone(context, pitch, index * 0.18, 0.5, 0.12));
  setTimeout(() => void context.close().catch(() => undefined), 1_500);
}

/** One note with a soft beginning and end; times in seconds, volume 0–1. */
export function tone(
  context: AudioContext,
  pitch: number,
  after: number,
  lasts: number,
  volume: number,
): void {
  const start = context.currentTime + after;
  const source = context.createOscillator();
  const gain = context.createGain();
  source.frequency.value = pitch;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
  source.connect(gain).connect(context.destination);
  source.start(start);
  source.stop(start + lasts);
}
