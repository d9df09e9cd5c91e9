import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { sentences } from '../../renderer/sentences.ts';
import { changeLanguage, startStrings } from '../../renderer/strings/index.ts';

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
