import { expect, test } from 'vitest';
import { parseAge, parseCount, parseSeconds, parseSize, parseSizeOrAny, parseTime, parseUid } from '#restante/bin/commands/admin/values';
import { detailWords, timeline } from '#restante/bin/commands/history';

const wrong = expect.objectContaining({ code: 'option-invalid' });
const refuses = (parse: (text: string) => unknown, texts: readonly string[]): void => {
  for (const text of texts) expect(() => parse(text), text).toThrow(wrong);
};

test('spans of time, ages, numbers and sizes', () => {
  expect(['30d', '12h', '5m', '90s'].map(parseSeconds)).toEqual([2_592_000, 43_200, 300, 90]);
  expect([parseAge('never'), parseAge('1d')]).toEqual([null, 86_400]);
  expect([parseCount('any'), parseCount('0'), parseCount('1000')]).toEqual([null, 0, 1_000]);
  expect(['0', '900', '500kB', '1.5MB', '2gb'].map(parseSize)).toEqual([0, 900, 500_000, 1_500_000, 2_000_000_000]);
  expect(parseSizeOrAny('any')).toBeNull();
  refuses(parseSeconds, ['', '0d', '1w', 'never', '-1d', '1.5d']);
  refuses(parseCount, ['', '-1', '1e3', 'all']);
  refuses(parseSize, ['', '1TB', '-1', '1MiB', '1.MB', 'any']);
  refuses(parseUid, ['', '1', '01900000-0000-7000-8000-00000000000g', '01900000-0000-7000-8000-00000000000a0']);
});

test('times by the clock of this machine, with a zone, and as a span', () => {
  const now = Date.UTC(2026, 10, 23);
  expect(parseTime('2026-11-23T03:26:35Z', now, 'past')).toBe('2026-11-23T03:26:35.000Z');
  expect(parseTime('2026-11-23', now, 'past')).toBe(new Date(2026, 10, 23).toISOString());
  expect(parseTime('2026-11-23T03:26', now, 'past')).toBe(new Date(2026, 10, 23, 3, 26).toISOString());
  expect(parseTime('7d', now, 'past')).toBe('2026-11-16T00:00:00.000Z');
  expect(parseTime('7d', now, 'future')).toBe('2026-11-30T00:00:00.000Z');
  refuses((text) => parseTime(text, now, 'past'), ['', 'yesterday', '2026-13-01', '2026-11-23 03:26', '23.11.2026']);
});

test('what was noted with a step is harmless, whoever wrote it', () => {
  expect(detailWords({ by: 'device', reason: 'no\u001b[31m thanks\n', to: 'bob', times: 2 })).toBe(
    'by device, because "no\ufffd[31m thanks\ufffd", to bob, times 2',
  );
  expect(detailWords(undefined)).toBe('');
});

test('a timeline goes on in the copies', () => {
  const at = new Date(2026, 10, 23, 3, 26, 35).toISOString();
  const copy = { uid: '01900000-0000-7000-8000-00000000000b', mailbox: 'bob', id: 1, state: 'waiting' as const };
  const lines = timeline({
    history: [
      { kind: 'accepted', at },
      { kind: 'forwarded', at, detail: { to: 'bob' } },
    ],
    forwarded: { ...copy, history: [{ kind: 'accepted', at }] },
  });
  expect(lines).toEqual([
    '2026-11-23 03:26:35  accepted',
    '2026-11-23 03:26:35  forwarded    to bob',
    `  in bob it is waiting, as ${copy.uid}:`,
    '  2026-11-23 03:26:35  accepted',
  ]);
});
