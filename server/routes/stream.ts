import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { ping } from '../../protocol/notification.ts';
import type { Directory } from '../directory/index.ts';
import { limits } from '../limits.ts';

/** An open stream of Server-Sent Events. */
export interface EventStream {
  write(event: string): void;
  /** Bytes that the system has not taken yet; without end when the connection is gone. */
  pending(): number;
  /** Resolves when there is room for more, or the connection is gone. */
  drained(): Promise<void>;
  end(): void;
}

/**
 * Answers with a stream of events, kept awake by pings; `watch` starts what feeds it and returns how to stop that.
 * `authorize` judges the request; it is asked again at every change of the directory, and when it throws the
 * stream ends: a token that was revoked hears nothing more.
 */
export const openEventStream = (
  ctx: Context,
  directory: Pick<Directory, 'watch'>,
  authorize: () => unknown,
  watch: (stream: EventStream) => () => void,
): void => {
  const stream = new PassThrough();
  const write = (text: string): void => {
    // Who does not read is not there; they reconnect if they are.
    if (stream.writableEnded) return;
    if (stream.writableLength > limits.notificationBacklog) stream.destroy();
    else stream.write(text);
  };
  const end = (): void => void stream.end();
  const { res } = ctx;
  const pending = (): number =>
    stream.destroyed || res.destroyed ? Number.POSITIVE_INFINITY : stream.writableLength + stream.readableLength + res.writableLength;
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const go = (): void => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      if (stream.destroyed || !stream.writableNeedDrain) resolve();
      else stream.on('drain', go).on('close', go);
    });
  const unwatch = watch({ write, end, pending, drained });
  const unwatchDirectory = directory.watch(() => {
    try {
      authorize();
    } catch {
      end();
    }
  });
  // One that vanished without a word is not kept for ever; who lives connects again.
  const late = setTimeout(end, limits.streamLife);
  const pings = setInterval(() => write(ping), limits.ping);
  stream.on('close', () => {
    clearInterval(pings);
    clearTimeout(late);
    unwatch();
    unwatchDirectory();
  });
  ctx.req.on('close', () => stream.destroy());
  ctx.status = 200;
  ctx.body = stream;
  ctx.set('Content-Type', 'text/event-stream');
  ctx.set('Connection', 'close');
  ctx.flushHeaders();
  write(ping);
};
