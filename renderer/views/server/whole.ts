import type { Listing } from '../../state/paged-list.ts';

/** A list of which all rows are at hand. */
export const whole = <R>(rows: readonly R[]): Listing<R> => ({
  rows,
  length: rows.length,
  at: (index) => rows[index],
  indexOf: (meant) => rows.findIndex(meant),
  loaded: true,
  ended: true,
  whole: true,
  problem: null,
});
