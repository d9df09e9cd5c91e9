import { expect, test } from 'vitest';
import { withdrawn } from '../../renderer/state/withdrawn.ts';

test('a refused change takes back what it changed, and nothing that became known since', () => {
  const before = { theme: 'light', language: 'en', rows: 'two' };
  const change = { theme: 'dark', rows: 'one' };
  expect(withdrawn({ ...before, ...change, language: 'ja' }, before, change)).toEqual({ ...before, language: 'ja' });
  // Somebody has chosen anew meanwhile.
  expect(withdrawn({ ...before, ...change, rows: 'three' }, before, change)).toEqual({ ...before, rows: 'three' });
});
