import { limits } from './limits.ts';

/**
 * Whether the wall clock can be trusted with what nobody is asked about: it has gone as the monotonic one has since the
 * start, and at the start was not far ahead of the newest event. A machine that slept looks like one whose clock was set;
 * until the next start it is then not trusted either, which costs nothing but room.
 */
export const createClockWatch = (deps: {
  /** Wall clock, ms. */
  now: () => number;
  /** The time of the newest event; `undefined`: there is none. */
  newest: number | undefined;
  /** Monotonic clock, ms. */
  elapsed?: () => number;
}): (() => boolean) => {
  const elapsed = deps.elapsed ?? ((): number => performance.now());
  const [wall, monotonic] = [deps.now(), elapsed()];
  const late = deps.newest !== undefined && wall - deps.newest > limits.clockGap;
  return () => !late && Math.abs(deps.now() - wall - (elapsed() - monotonic)) <= limits.clockDrift;
};
