import { test } from 'vitest';
import { openAttacks } from './attacking.ts';

test('of several hundred attack mails nothing runs, nothing navigates and nobody is told: those between them', { timeout: 300_000 }, () =>
  openAttacks('odd'),
);
