/**
 * How long to wait before attempt `n` (0 = the first retry): 250 ms doubling up to 1.5 s for the
 * first half minute (a server that restarts, a tunnel), then 5 s, then 15 s; each spread by ±50 %
 * so that a restarted server is not met by everybody in the same instant.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = attempt < 20 ? 1_500 : attempt < 40 ? 5_000 : 15_000;
  const base = Math.min(250 * 2 ** Math.min(attempt, 10), ceiling);
  return Math.round(base * (0.5 + random()));
}
