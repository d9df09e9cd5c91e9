import { expect, test } from 'vitest';
import { keyLife, mayAsk, type StoredDelivery, stageOf } from '#restante/main/outbox/letter';

const pending = (at: number | null): StoredDelivery & { kind: 'pending' } => ({
  kind: 'pending',
  asked: at === null ? null : { at, token: 'one' },
});

test('what may have arrived is asked for again only while the server surely remembers its key, with the same token', () => {
  expect(mayAsk(pending(null), 'two', 0)).toBe(true);
  expect(mayAsk(pending(1_000), 'one', 1_000 + keyLife - 1)).toBe(true);
  expect(mayAsk(pending(1_000), 'one', 1_000 + keyLife)).toBe(false);
  expect(mayAsk(pending(1_000), 'two', 2_000)).toBe(false);
  // The clock was set back: how long ago it was, nobody knows.
  expect(mayAsk(pending(1_000), 'one', 999)).toBe(false);
});

test('a letter that nobody can have is a draft; one that somebody may have is sent', () => {
  const stage = (...kinds: StoredDelivery['kind'][]) =>
    stageOf({ deliveries: kinds.map((kind, at) => ({ mailbox: `box${at}`, delivery: { kind } as StoredDelivery })) });
  expect(stage('refused', 'cancelled')).toBe('draft');
  expect(stage('refused', 'pending')).toBe('sending');
  expect(stage('refused', 'accepted')).toBe('sent');
  expect(stage('cancelled', 'unsure')).toBe('sent');
});
