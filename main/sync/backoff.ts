/**
 * ms to wait before trying again: doubling to a minute, and of that a random half, so
 * that many devices do not come back at once.
 * @param attempt failures in a row before this one
 * @param random from 0 to 1
 * @param first ms, what doubles
 */
export const backoff = (attempt: number, random: number, first = 250): number =>
  Math.min(first * 2 ** attempt, 60_000) * (0.5 + random / 2);
