import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRetry } from '../../renderer/state/retry.ts';

const away = { code: 'server-unreachable', message: 'It did not answer.' } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The pauses, in s, after which it is asked again while it goes on failing. */
const pausesOf = (attempts: number, problem: Parameters<ReturnType<typeof createRetry>['told']>[0]) => {
  const pauses: number[] = [];
  let since = Date.now();
  const retry = createRetry(() => {
    pauses.push((Date.now() - since) / 1_000);
    since = Date.now();
    if (pauses.length < attempts) retry.told(problem);
  });
  retry.told(problem);
  vi.advanceTimersByTime(3_600_000);
  return { pauses, retry };
};

test('what fails and may pass is asked again with growing pauses, and from the beginning after it was answered', () => {
  const { pauses, retry } = pausesOf(7, away);
  expect(pauses).toEqual([2, 4, 8, 16, 30, 30, 30]);
  retry.told(null);
  retry.told(away);
  vi.advanceTimersByTime(2_000);
  expect(pauses).toHaveLength(8);
});

test('a refusal is an answer', () => {
  for (const code of ['token-unknown', 'token-scope', 'mailbox-unknown', 'message-unknown', 'call-invalid'] as const)
    expect(pausesOf(1, { code, message: 'No.' }).pauses).toEqual([]);
});

test('nothing is asked after the end, nor when an answer came first', () => {
  const again = vi.fn();
  const retry = createRetry(again);
  retry.told(away);
  retry.told(null);
  vi.advanceTimersByTime(60_000);
  retry.told(away);
  retry.end();
  vi.advanceTimersByTime(60_000);
  expect(again).not.toHaveBeenCalled();
});
