import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNotification, type Notification, notificationEvent, parseNotification, ping } from '#restante/protocol/notification';
import { count } from '../support/arbitraries.ts';

const notification: fc.Arbitrary<Notification> = fc.record({ waiting: count, bytes: count, smallest: count, first: count });

const eventsIn = (stream: string): EventSourceMessage[] => {
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(stream);
  return events;
};

describe('notification', () => {
  it('is one event of the stream, read as it is written, pings between', () => {
    fc.assert(
      fc.property(fc.array(notification), (notifications) => {
        const events = eventsIn(ping + notifications.map(formatNotification).join(ping));
        expect(events.map((e) => e.event)).toEqual(notifications.map(() => notificationEvent));
        expect(events.map((e) => parseNotification(e.data))).toEqual(notifications);
      }),
    );
  });

  it('may have members that nobody knows', () => {
    expect(parseNotification('{"later":1,"first":7,"smallest":512,"bytes":6144,"waiting":3}')).toEqual({
      waiting: 3,
      bytes: 6_144,
      smallest: 512,
      first: 7,
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"waiting":3}',
    '{"waiting":-1,"bytes":0,"smallest":0,"first":0}',
    '{"waiting":1.5,"bytes":0,"smallest":0,"first":0}',
    '{"waiting":"3","bytes":0,"smallest":0,"first":0}',
    '{"waiting":1e99,"bytes":0,"smallest":0,"first":0}',
    '{"waiting":3,"bytes":6144,"smallest":512,"first":7',
  ])('is not %j', (data) => {
    expect(parseNotification(data)).toBeUndefined();
  });

  it('is nothing else: any text is a notification or nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (data) => void parseNotification(data)));
  });
});
