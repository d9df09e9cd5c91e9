import type { TogetherPlace } from '../../protocol/bridge.ts';
import type { Rank } from './ranges.ts';

/*
 * A place in the list of all inboxes as one number that grows down the list, and back: the time of receipt, then the account by
 * its place among their sorted ids, then the key.
 */

const bits = { account: 10n, key: 40n };
const latest = (1n << 50n) - 1n;
const largest = (1n << bits.key) - 1n;

export const rankOf = ({ at, account, key }: TogetherPlace, accounts: readonly string[]): bigint =>
  ((((latest - BigInt(at)) << bits.account) + BigInt(Math.max(0, accounts.indexOf(account)))) << bits.key) + (largest - BigInt(key));

/** Null before the first place. */
export const placeOf = (rank: Rank, accounts: readonly string[]): TogetherPlace | null => {
  if (typeof rank !== 'bigint') return null;
  const account = accounts[Number(BigInt.asUintN(Number(bits.account), rank >> bits.key))];
  if (account === undefined) return null;
  const at = latest - (rank >> (bits.account + bits.key));
  return { at: Number(at), account, key: Number(largest - BigInt.asUintN(Number(bits.key), rank)) };
};
