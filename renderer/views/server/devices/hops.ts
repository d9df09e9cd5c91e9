import type { TFunction } from 'i18next';
import type { ApiNotificationTest, NotificationHop } from '../../../../protocol/api.ts';
import type { Format } from '../../../format.ts';
import type { Device } from './device.ts';

/** A hop in words, and what to do about it. */
export interface Line {
  readonly key: string;
  /** `wait`: it is not known yet. */
  readonly tone: 'done' | 'full' | 'danger' | 'wait';
  readonly words: string;
  readonly todo?: string;
  readonly ms?: number;
}

type Of<K extends NotificationHop['hop']> = Extract<NotificationHop, { hop: K }>;

const didLine = (t: TFunction, hop: Of<'done'>): Line => {
  const { did, messages, waiting, ms } = hop;
  switch (did) {
    case 'acquired':
      return { key: 'done', tone: 'done', words: t('devices.test.acquired', { count: messages }), ms };
    case 'deferred':
      return { key: 'done', tone: 'full', words: t('devices.test.deferred', { count: waiting }), todo: t('devices.test.deferredDo'), ms };
    case 'nothing':
      return { key: 'done', tone: 'done', words: t('devices.test.nothing'), ms };
  }
};

/** The hops that are known, in words, and behind them the one that is waited for, or that failed. */
export const linesOf = (
  t: TFunction,
  format: Format,
  now: number,
  { hops, over, within }: ApiNotificationTest,
  { deferredAt }: Pick<Device, 'deferredAt'>,
): Line[] => {
  const of = <K extends NotificationHop['hop']>(kind: K): Of<K> | undefined => hops.find((hop): hop is Of<K> => hop.hop === kind);
  const date = (at: string): string => format.shortTime(Date.parse(at), now);
  const [stream, written, closed, answered, done] = [of('stream'), of('written'), of('closed'), of('answered'), of('done')];
  if (!stream) return [];
  if (stream.streams === 0)
    return [
      {
        key: 'stream',
        tone: 'danger',
        words: t('devices.test.streamNone', { date: date(stream.lastAt) }),
        todo: t('devices.test.streamDo'),
      },
    ];
  const lines: Line[] = [{ key: 'stream', tone: 'done', words: t('devices.test.stream', { count: stream.streams }) }];
  const ended = (): void => {
    if (closed) lines.push({ key: 'closed', tone: 'full', words: t('devices.test.closed'), ms: closed.ms });
  };
  if (!written) {
    ended();
    const failed: Line = { key: 'written', tone: 'danger', words: t('devices.test.writtenNot'), todo: t('devices.test.writtenDo') };
    return [...lines, over ? failed : { key: 'written', tone: 'wait', words: t('devices.test.writing') }];
  }
  const { waiting, bytes } = written;
  lines.push({
    key: 'written',
    tone: 'done',
    words: t('devices.test.written', { count: waiting, bytes: format.bytes(bytes) }),
    ms: written.ms,
  });
  ended();
  if (!answered) {
    if (!over) return [...lines, { key: 'answered', tone: 'wait', words: t('devices.test.answering') }];
    const todo = deferredAt === null ? t('devices.test.answeredDo') : t('devices.test.answeredFull', { date: date(deferredAt) });
    return [...lines, { key: 'answered', tone: 'danger', words: t('devices.test.answeredNot', { seconds: within / 1_000 }), todo }];
  }
  const { request, room } = answered;
  const named = room !== null && room > 0 ? ` ${t('devices.test.answeredRoom', { room: format.bytes(room) })}` : '';
  lines.push({ key: 'answered', tone: 'done', words: `${t(`devices.test.answered.${request}`)}${named}`, ms: answered.ms });
  if (done) return [...lines, didLine(t, done)];
  if (!over) return [...lines, { key: 'done', tone: 'wait', words: t('devices.test.doing') }];
  return [...lines, { key: 'done', tone: 'full', words: t('devices.test.doneNot'), todo: t('devices.test.doneDo') }];
};
