import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import { activityKinds, deedKinds } from '#restante/protocol/activity';
import { groupOf, kindGroups, mailboxLabel, sentenceOf, type Told, whoOf } from '../../renderer/activity-words.ts';
import { createFormat } from '../../renderer/format.ts';
import { en } from '../../renderer/strings/en.ts';
import { ja } from '../../renderer/strings/ja.ts';

const languages = { en, ja };
const words = async (language: 'en' | 'ja') => {
  const i18next = createInstance();
  await i18next.init({
    lng: language,
    resources: { [language]: { translation: languages[language] } },
    interpolation: { escapeValue: false },
  });
  return i18next.t;
};
const none = new Map<string, string>();

/** What the server writes beside each kind, and what nothing keeps it from writing. */
const details: (Told['detail'] | undefined)[] = [
  undefined,
  {},
  { by: 'device', device: 'desk', reason: 'not mine', to: 'bob', times: 3 },
  {
    by: 'admin',
    token: 'abc',
    folder: 'processed',
    from: 7,
    to: 9,
    due: 200,
    count: 120,
    messages: 4,
    added: 'abc',
    scope: 'send',
    own: false,
  },
  { by: 'reader', token: 'abc', folder: 'delivery', messages: 0, own: true },
  { by: 'retention', rule: 'delivery-age', folder: 'delivery', due: 1, count: 1, messages: 1 },
  { by: 'retention', rule: 'processed-age' },
  { by: 'retention', rule: 'processed-count' },
  { by: 'forward', from: 'bob' },
  { by: 17, device: {}, reason: [], rule: null, to: null, count: 'many', times: 'x' },
];

test.each(['en', 'ja'] as const)('whatever a server tells is said in words (%s)', async (language) => {
  const t = await words(language);
  for (const kind of [...activityKinds, 'of-another-version'])
    for (const detail of details)
      for (const [via, sender] of [
        ['smtp', 'Ann <ann@example.org>'],
        ['http', ''],
        [null, null],
      ]) {
        const said = `${sentenceOf(t, { kind, detail, via, sender }, none)} ${whoOf(t, { kind, detail }, none)}`;
        expect(said, kind).not.toMatch(/activity\.|\{\{|undefined|object|null/);
        expect(said.trim().length, kind).toBeGreaterThan(3);
      }
  const plain = activityKinds.map((kind) => sentenceOf(t, { kind }, none));
  expect(new Set(plain).size).toBe(plain.length);
});

test('the sentences name who, from where and why', async () => {
  const t = await words('en');
  const said = (kind: string, detail: Told['detail'], rest: Partial<Told> = {}) =>
    sentenceOf(t, { kind, detail, ...rest }, new Map([['abc', 'office']]));
  expect(said('accepted', null, { via: 'smtp', sender: 'Ann Lee <ann@example.org>' })).toBe('Accepted by SMTP from Ann Lee');
  expect(said('returned', { by: 'device', device: 'desk', reason: 'not mine' })).toBe('Returned to its sender by desk: “not mine”');
  expect(said('expired', { rule: 'delivery-age' })).toBe('Expired: no device fetched it in the time allowed');
  expect(said('moved', { by: 'device', device: '153a1031a76c8f879408d856d428b54f' })).toBe(
    'Stored safely by 153a1031…, moved to Processed',
  );
  expect(said('token-added', { added: 'abc', scope: 'send' })).toBe('Token office added (send)');
  expect(whoOf(t, { kind: 'held', detail: { by: 'admin', token: 'abc' } }, new Map([['abc', 'office']]))).toBe(
    'by an administrator, token office',
  );
  expect(mailboxLabel(t, 'ann~12')).toBe('ann (removed)');
});

test('every kind is in one group of the filter, and every kind that the server writes by hand is known', () => {
  const grouped = Object.values(kindGroups).flat();
  expect(grouped.toSorted()).toEqual([...activityKinds].toSorted());
  expect(groupOf('of-another-version')).toBe('administration');
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const filesIn = readdirSync(`${root}/server`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const written = filesIn.flatMap((file) =>
    [...readFileSync(`${root}/server/${file}`, 'utf8').matchAll(/INSERT INTO event[^"]*?NULL, '([a-z-]+)'/g)].map(([, kind]) => kind),
  );
  expect(written.toSorted()).toEqual(['braked', 'restored']);
  expect(deedKinds).toEqual(expect.arrayContaining(written));
});

test('how long a step took is written in its two largest units', () => {
  const { span } = createFormat('en-GB');
  expect([0, 999, 1_000, 61_000, 3_600_000, 93_784_000, -5].map(span)).toEqual([
    '',
    '',
    '1 sec',
    '1 min, 1 sec',
    '1 hr',
    '1 day, 2 hrs',
    '',
  ]);
});
