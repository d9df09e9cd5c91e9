import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { sentences } from '../../renderer/sentences.ts';
import type { Step } from '../../renderer/state/undo.ts';
import { changeLanguage, startStrings } from '../../renderer/strings/index.ts';
import { stepWords } from '../../renderer/views/status/step-words.ts';

beforeAll(() => startStrings('en'));

test('no line ends between a number and its Japanese counter', () => {
  changeLanguage('ja');
  expect(i18next.t('count.waiting', { count: 21 })).toBe('サーバーで 21\u00a0件お預かり中');
  expect(i18next.t('overview.traffic.text', { range: '7 日間', count: 0, bytes: '0 B', acquired: '0' })).toBe(
    'この 7\u00a0日間に 0\u00a0件（0 B）が到着し、0\u00a0件が受け取られました。',
  );
});

test('sentences are parted by a space in English, by nothing in Japanese, and what is not said leaves no gap', () => {
  changeLanguage('en');
  expect(sentences(i18next.t, 'One.', false, '', undefined, 'Two.')).toBe('One. Two.');
  expect(i18next.t('count.waiting', { count: 21 })).toBe('21 waiting at the server');
  changeLanguage('ja');
  expect(sentences(i18next.t, '一つ。', null, '二つ。')).toBe('一つ。二つ。');
});

test.each([
  [{ deleted: true }, '4 件の削除を取り消しました。', 'Undone: 4 messages deleted.'],
  [{ deleted: false }, '4 件の復元を取り消しました。', 'Undone: 4 messages restored.'],
  [{ protected: false }, '4 件の保護の解除を取り消しました。', 'Undone: protection of 4 messages removed.'],
  [{ read: true }, '4 件を既読にする操作を取り消しました。', 'Undone: 4 messages marked as read.'],
] as const)('what is taken back, %j, is named as a deed', (change, japanese, english) => {
  const step: Step = { where: 'own', messages: [{ account: 'own', uids: ['a', 'b', 'c', 'd'] }], change };
  changeLanguage('ja');
  expect(stepWords(i18next.t, { kind: 'undone', step, count: 4 }).replaceAll('\u00a0', ' ')).toBe(japanese);
  changeLanguage('en');
  expect(stepWords(i18next.t, { kind: 'undone', step, count: 4 })).toBe(english);
});
