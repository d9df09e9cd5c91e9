import { createParser } from 'eventsource-parser';
import { onTestFinished } from 'vitest';
import { type Notification, notificationEvent, parseNotification } from '#restante/protocol/notification';
import { call, type Tokens } from './server.ts';

/** A device that listens for notifications (201). */
export interface Listening {
  /** Every notification so far. */
  readonly heard: Notification[];
  /** The notification at this place, from 0, as soon as it is there; rejects when the stream ends before. */
  nth(at: number): Promise<Notification>;
  /** Resolves when the stream ends, however it ends. */
  readonly ended: Promise<void>;
  close(): void;
}

export const listen = async (server: { http: string }, box: Tokens, device?: string): Promise<Listening> => {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await call(server, box.receiveToken, `/v1/mailboxes/${box.mailbox}/notifications`, {
    signal: abort.signal,
    headers: device === undefined ? {} : { Device: device },
  });
  if (response.status !== 200 || !response.body) throw new Error(`listening: ${response.status}`);
  const heard: Notification[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  const parser = createParser({
    onEvent({ event, data }) {
      const notification = event === notificationEvent ? parseNotification(data) : undefined;
      if (!notification) throw new Error(`not a notification: ${event} ${data}`);
      heard.push(notification);
      wake();
    },
  });
  const read = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of body) parser.feed(decoder.decode(bytes, { stream: true }));
  };
  const ended = read(response.body)
    .catch(() => {})
    .finally(() => {
      over = true;
      wake();
    });
  return {
    heard,
    ended,
    close: () => abort.abort(),
    nth: (at) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = heard[at];
          if (!found && !over) return;
          waiting.delete(check);
          if (found) resolve(found);
          else reject(new Error(`the stream ended after ${heard.length} notifications`));
        };
        waiting.add(check);
        check();
      }),
  };
};
