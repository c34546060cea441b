/**
 * How long to wait before attempt `n` (0 = the first retry): 250 ms doubling up to 4 s for the
 * first minute or so, then up to 15 s, each spread by ±50 % so that a restarted server is not
 * met by everybody in the same instant.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = attempt < 20 ? 4_000 : 15_000;
  const base = Math.min(250 * 2 ** Math.min(attempt, 10), ceiling);
  return Math.round(base * (0.5 + random()));
}
