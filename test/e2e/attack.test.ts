import { test } from 'vitest';
import { openAttacks } from './attacking.ts';

test(
  'of several hundred attack mails nothing runs, nothing navigates and nobody is told: every other one, from the first',
  { timeout: 300_000 },
  () => openAttacks('even'),
);
