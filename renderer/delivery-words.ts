import type { TFunction } from 'i18next';
import type { Delivery, LetterRow } from '../protocol/bridge.ts';
import type { Format } from './format.ts';

/** How a delivery looks: `done` reached the reader, `wait` is on its way, `trouble` needs a person. */
export type Tone = 'wait' | 'done' | 'trouble';

export interface DeliveryWords {
  readonly words: string;
  readonly tone: Tone;
}

const reasons = [
  'mailbox-unknown',
  'mailbox-full',
  'message-too-large',
  'token-scope',
  'token-unknown',
  'server-unreachable',
  'storage-full',
] as const;
const reasonOf = (t: TFunction, { code, message }: { code: string; message: string }): string => {
  const known = reasons.find((one) => one === code);
  return known ? t(`letters.reason.${known}`) : t('letters.reason.other', { code, message });
};

const fateWords = (t: TFunction, format: Format, delivery: Extract<Delivery, { kind: 'accepted' }>): DeliveryWords => {
  const { fate } = delivery;
  if (!fate || fate.state === 'waiting') return { words: t('letters.fate.waiting', { at: format.fullTime(delivery.at) }), tone: 'wait' };
  const values = { at: format.fullTime(fate.at ?? delivery.at), because: fate.because };
  switch (fate.state) {
    case 'unknown':
      return { words: t('letters.fate.unknown'), tone: 'wait' };
    case 'deleted':
      if (fate.by === 'device') return { words: t('letters.fate.taken', values), tone: 'done' };
      return fate.arrived
        ? { words: t('letters.fate.cleared', values), tone: 'done' }
        : { words: t('letters.fate.deleted', values), tone: 'trouble' };
    case 'expired':
      return fate.arrived || fate.because.startsWith('processed')
        ? { words: t('letters.fate.cleared', values), tone: 'done' }
        : { words: t('letters.fate.expired', values), tone: 'trouble' };
    case 'returned':
      return { words: t(fate.because === '' ? 'letters.fate.returned' : 'letters.fate.returnedBecause', values), tone: 'trouble' };
    case 'moved':
    case 'forwarded':
      return { words: t(`letters.fate.${fate.state}`, values), tone: 'done' };
    default:
      return { words: t(`letters.fate.${fate.state}`, values), tone: 'wait' };
  }
};

/** How a letter stands with one of its recipients, in a sentence. */
export const deliveryWords = (t: TFunction, format: Format, delivery: Delivery): DeliveryWords => {
  switch (delivery.kind) {
    case 'sending':
      return delivery.problem
        ? { words: t('letters.state.trying', { reason: reasonOf(t, delivery.problem) }), tone: 'trouble' }
        : { words: t('letters.state.sending'), tone: 'wait' };
    case 'accepted':
      return fateWords(t, format, delivery);
    case 'refused':
      return { words: t('letters.state.refused', { reason: reasonOf(t, delivery) }), tone: 'trouble' };
    case 'cancelled':
      return { words: t('letters.state.cancelled'), tone: 'trouble' };
    case 'unsure':
      return { words: t('letters.state.unsure'), tone: 'trouble' };
  }
};

const urgency: Readonly<Record<Tone, number>> = { trouble: 0, wait: 1, done: 2 };

/** The one line of a list: what needs a person most, and whose it is if there are several. */
export const summaryWords = (t: TFunction, format: Format, { deliveries }: Pick<LetterRow, 'deliveries'>): DeliveryWords | null => {
  const told = deliveries.map(({ mailbox, delivery }) => ({ mailbox, ...deliveryWords(t, format, delivery) }));
  const first = told.toSorted((a, b) => urgency[a.tone] - urgency[b.tone])[0];
  if (!first) return null;
  return { tone: first.tone, words: told.length > 1 ? t('letters.of', { mailbox: first.mailbox, words: first.words }) : first.words };
};
