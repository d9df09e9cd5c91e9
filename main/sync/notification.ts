import { createParser } from 'eventsource-parser';
import { type Notification, notificationEvent, parseNotification } from '../../protocol/notification.ts';
import type { ServerClient } from './request.ts';

/**
 * Reads one notification stream (201) until it ends or breaks. A stream that is silent for a minute is
 * given up by the client underneath; whoever calls this connects again.
 * @throws Problem if the stream could not be opened
 */
export const listen = async (
  server: ServerClient,
  mailbox: string,
  signal: AbortSignal,
  on: { connected(): void; notified(notification: Notification): void },
): Promise<void> => {
  const stream = (await server.listen(mailbox, signal))[Symbol.asyncIterator]();
  on.connected();
  const parser = createParser({
    onEvent({ event, data }) {
      const notification = event === notificationEvent ? parseNotification(data) : undefined;
      if (notification) on.notified(notification);
    },
  });
  const decoder = new TextDecoder();
  for (;;) {
    // A broken stream is an end like any other: what it would have told is asked for.
    const part = await stream.next().catch(() => undefined);
    if (!part || part.done) return;
    parser.feed(decoder.decode(part.value as Uint8Array, { stream: true }));
  }
};
