import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ping } from '#restante/protocol/notification';
import { limits } from '#restante/server/limits';
import { openEventStream } from '#restante/server/routes/stream';

/** A stream, with a clock of the test's: nobody waits for an hour of pings. */
const opened = () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const ctx = { req: new EventEmitter(), set: () => {}, flushHeaders: () => {}, body: undefined as unknown, status: 0 };
  let watched = true;
  const watch = () => () => {
    watched = false;
  };
  openEventStream(ctx as never, { watch: () => () => {} }, () => {}, watch);
  return { ctx, body: ctx.body as Readable, isWatched: () => watched };
};

const read = (body: Readable): string => String(body.read() ?? '');

test('a stream begins with a ping, and says one every 25 s, by which both sides know that the other is there', () => {
  const { body } = opened();
  expect(limits.ping).toBe(25_000);
  expect(read(body)).toBe(ping);
  vi.advanceTimersByTime(limits.ping - 1);
  expect(read(body)).toBe('');
  vi.advanceTimersByTime(1);
  expect(read(body)).toBe(ping);
  vi.advanceTimersByTime(2 * limits.ping);
  expect(read(body)).toBe(ping + ping);
});

test('a stream ends after an hour, and whoever lives comes back', async () => {
  const { body, isWatched } = opened();
  const ended = new Promise((resolve) => body.once('end', resolve).once('close', resolve));
  body.resume();
  vi.advanceTimersByTime(limits.streamLife - 1);
  expect(isWatched()).toBe(true);
  vi.advanceTimersByTime(1);
  await ended;
  vi.useRealTimers();
  await vi.waitFor(() => expect(isWatched()).toBe(false));
});
