import type { Rank } from './ranges.ts';

/*
 * A place in a folder of the server, `1763951262000.7`, as one number that sorts it, and back. Its two whole numbers, a
 * time and a row, take more than the 53 bits of an ordinary one.
 */

const rowBits = 50;

export const rankOf = (cursor: string): bigint => {
  const [at = '0', row = '0'] = cursor.split('.');
  return (BigInt(at) << BigInt(rowBits)) + BigInt(row);
};

/** Null before the first place, which is no cursor. */
export const cursorOf = (rank: Rank): string | null =>
  typeof rank === 'bigint' ? `${rank >> BigInt(rowBits)}.${BigInt.asUintN(rowBits, rank)}` : null;
