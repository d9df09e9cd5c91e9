import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import { states } from '#restante/protocol/submission';
import type { Delivery } from '../../protocol/bridge.ts';
import { deliveryWords, summaryWords, type Tone } from '../../renderer/delivery-words.ts';
import { createFormat } from '../../renderer/format.ts';
import { en } from '../../renderer/strings/en.ts';
import { ja } from '../../renderer/strings/ja.ts';

const accepted = Date.UTC(2026, 10, 23, 11);
const since = Date.UTC(2026, 10, 23, 10, 30);
const formats = { en: createFormat('en-GB', 'UTC'), ja: createFormat('ja-JP', 'UTC') };

const wordsIn = async (language: 'en' | 'ja') => {
  const i18next = createInstance();
  await i18next.init({
    lng: language,
    resources: { [language]: { translation: { en, ja }[language] } },
    interpolation: { escapeValue: false },
  });
  return (delivery: Delivery) => deliveryWords(i18next.t, formats[language], delivery);
};

type Fate = NonNullable<Extract<Delivery, { kind: 'accepted' }>['fate']>;
const fate = (state: Fate['state'], part: Partial<Fate> = {}): Delivery => ({
  ...{ kind: 'accepted', uid: '0190a5b4-0000-7000-8000-000000000000', at: accepted },
  fate: { state, at: since, by: '', because: '', arrived: false, toldAt: since, ...part },
});
const sending = (code: string | null): Delivery => ({
  kind: 'sending',
  problem: code === null ? null : { code, message: 'why' },
  retryAt: null,
});

const waits = 'Waits at the server since Mon, 23 Nov 2026, 11:00';
const told: readonly [Delivery, Tone, string][] = [
  [sending(null), 'wait', 'Being sent'],
  [sending('server-unreachable'), 'trouble', 'Waits here: the server did not answer. It is tried again by itself.'],
  [sending('of-another-version'), 'trouble', 'Waits here: why (of-another-version) It is tried again by itself.'],
  [{ kind: 'refused', code: 'mailbox-full', message: '', at: since }, 'trouble', 'Not sent: the mailbox is full at the server.'],
  [{ kind: 'cancelled', at: since }, 'trouble', 'Taken back before the server had it'],
  [{ kind: 'unsure', at: since }, 'trouble', en.letters.state.unsure],
  [{ kind: 'accepted', uid: '', at: accepted, fate: null }, 'wait', waits],
  [fate('waiting'), 'wait', waits],
  [fate('notified'), 'wait', 'Waits at the server; the device was told at Mon, 23 Nov 2026, 10:30'],
  [fate('deferred'), 'wait', 'Waits at the server: the device has had no room since Mon, 23 Nov 2026, 10:30'],
  [fate('acquired'), 'wait', 'Fetched by the device at Mon, 23 Nov 2026, 10:30; it has still to confirm that'],
  [
    fate('moved', { by: 'device', arrived: true }),
    'done',
    'Arrived on the device at Mon, 23 Nov 2026, 10:30; the server keeps a copy in Processed',
  ],
  [fate('deleted', { by: 'device', arrived: true }), 'done', 'Arrived on the device at Mon, 23 Nov 2026, 10:30; the server keeps no copy'],
  // An administrator, before it was fetched and after.
  [fate('deleted', { by: 'admin' }), 'trouble', 'Deleted at the server at Mon, 23 Nov 2026, 10:30, not by the reader’s device'],
  [
    fate('deleted', { by: 'admin', arrived: true }),
    'done',
    'Arrived on the device; the server’s copy was cleared away at Mon, 23 Nov 2026, 10:30',
  ],
  [
    fate('expired', { by: 'retention', because: 'delivery-age' }),
    'trouble',
    'Expired at Mon, 23 Nov 2026, 10:30 before it was fetched, because the server keeps waiting messages only for a time',
  ],
  ...(['processed-age', 'processed-count'] as const).map((because): [Delivery, Tone, string] => [
    fate('expired', { by: 'retention', because, arrived: true }),
    'done',
    'Arrived on the device; the server’s copy was cleared away at Mon, 23 Nov 2026, 10:30',
  ]),
  // Noted before it was asked whether it arrived.
  [
    fate('expired', { because: 'processed-age' }),
    'done',
    'Arrived on the device; the server’s copy was cleared away at Mon, 23 Nov 2026, 10:30',
  ],
  // It expired while a device had it, which said so afterwards.
  [
    fate('expired', { because: 'delivery-age', arrived: true }),
    'done',
    'Arrived on the device; the server’s copy was cleared away at Mon, 23 Nov 2026, 10:30',
  ],
  [fate('returned', { by: 'device' }), 'trouble', 'Returned by the reader at Mon, 23 Nov 2026, 10:30'],
  [fate('returned', { by: 'device', because: 'not for me' }), 'trouble', 'Returned by the reader at Mon, 23 Nov 2026, 10:30: not for me'],
  [fate('forwarded', { by: 'device' }), 'done', 'Handed on to another mailbox at Mon, 23 Nov 2026, 10:30'],
  [fate('unknown', { at: null }), 'wait', en.letters.fate.unknown],
];

test('the table has every state that a server can tell', () => {
  const states_ = told.flatMap(([delivery]) => (delivery.kind === 'accepted' && delivery.fate ? [delivery.fate.state] : []));
  expect(new Set(states_)).toEqual(new Set([...states, 'unknown']));
});

test.each(told)('%j is %s: %s', async (delivery, tone, words) => {
  const said = (await wordsIn('en'))(delivery);
  expect({ ...said, words: said.words.replaceAll(' at 10:30', ', 10:30').replaceAll(' at 11:00', ', 11:00') }).toEqual({ words, tone });
  const inJapanese = (await wordsIn('ja'))(delivery);
  expect(inJapanese.tone).toBe(tone);
  expect(inJapanese.words).not.toMatch(/letters\.|\{\{|undefined/);
  expect(inJapanese.words).toMatch(/\p{Script=Hiragana}/u);
});

test('of several recipients the line tells what needs a person first, then what waits', async () => {
  const i18next = createInstance();
  await i18next.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
  const summary = (...deliveries: Delivery[]) =>
    summaryWords(i18next.t, formats.en, { deliveries: deliveries.map((delivery, n) => ({ mailbox: `m${n}`, delivery })) });
  const [done, wait, trouble] = [fate('moved', { arrived: true }), fate('notified'), fate('returned')];
  expect(summary()).toBeNull();
  expect(summary(done)).toMatchObject({ tone: 'done', words: expect.stringMatching(/^Arrived/) });
  expect(summary(done, wait)).toMatchObject({ tone: 'wait', words: expect.stringMatching(/^m1: Waits/) });
  expect(summary(done, wait, trouble)).toMatchObject({ tone: 'trouble', words: expect.stringMatching(/^m2: Returned/) });
});
