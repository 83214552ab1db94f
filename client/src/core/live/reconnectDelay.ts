/** Pause before attempt number `attempt` (from 0), in ms: it doubles up to 15 s; `random` in [0, 1) spreads many pages. */
export function reconnectDelay(attempt: number, random: number): number {
  const longest = Math.min(15_000, 250 * 2 ** Math.min(attempt, 10));
  return longest * (0.5 + random / 2);
}
