import type { Command } from 'commander';
import { pageLimit } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { parseNumber } from './values.ts';

export interface Paging {
  limit: string;
  all: boolean;
}

export const withPaging = (command: Command): Command =>
  command.option('--limit <number>', 'how many at most', '100').option('--all', 'all of them', false);

/**
 * Reads page after page until as many were shown as are wanted.
 * @param load a page of at most `limit` from a cursor on @returns whether more are there
 */
export const readPages = async <R, C>(
  { limit, all }: Paging,
  load: (after: C | undefined, limit: number) => Promise<{ rows: readonly R[]; next: C | null }>,
  show: (rows: readonly R[]) => void,
): Promise<boolean> => {
  let left = all ? Number.POSITIVE_INFINITY : parseNumber(limit);
  if (left === 0) throw new Problem('option-invalid', '--limit is at least 1.');
  let after: C | undefined;
  do {
    const { rows, next } = await load(after, Math.min(left, pageLimit));
    show(rows);
    left -= rows.length;
    if (next === null) return false;
    after = next;
  } while (left > 0);
  return true;
};
