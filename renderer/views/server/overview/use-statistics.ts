import { useRef } from 'react';
import type { ApiStatistics } from '../../../../protocol/statistics.ts';
import { useMinute } from '../../shared/format.tsx';
import { type Problem, useAsked } from '../host.ts';
import { type Range, rangeQuery, todayQuery } from './ranges.ts';

interface Told {
  readonly range: Range;
  readonly mailbox: string | undefined;
  readonly value: ApiStatistics;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * What the server tells of a range, and of today; the last answer stays until there is one to the new question,
 * or none can be had: what is so of one mailbox is not said of another.
 */
export const useStatistics = (
  range: Range,
  mailbox: string | undefined,
  running: boolean,
): {
  told: Told | undefined;
  today: ApiStatistics | undefined;
  problem: Problem | null;
  again(): void;
} => {
  const now = useMinute();
  const of = mailbox === undefined ? {} : { mailbox };
  const asked = useAsked('statistics', running ? { query: { ...rangeQuery(range, now, zone), ...of } } : null);
  const query = todayQuery(now, zone);
  const today = useAsked('statistics', running && query ? { query: { ...query, ...of } } : null);
  const last = useRef<{ told?: Told; today?: ApiStatistics }>({});
  if (asked.value) last.current.told = { range, mailbox, value: asked.value };
  if (!query) delete last.current.today;
  else if (today.value) last.current.today = today.value;
  if ((asked.problem || !running) && last.current.told?.mailbox !== mailbox) last.current = {};
  return { told: last.current.told, today: last.current.today, problem: asked.problem, again: asked.again };
};
