import { expect, test } from 'vitest';
import { senderParts } from '../../renderer/sender.ts';

test.each([
  ['Ann Lee <ann@example.org>', { name: 'Ann Lee', address: '<ann@example.org>' }],
  ['"Lee, Ann"  <ann@example.org> ', { name: '"Lee, Ann"', address: '<ann@example.org>' }],
  ['経理部 高橋 <takahashi@keiri.example>', { name: '経理部 高橋', address: '<takahashi@keiri.example>' }],
  ['<ann@example.org>', null],
  ['ann@example.org', null],
  ['Bank <a@bank.example> <b@evil.example>', null],
  ['', null],
])('%s is a name and an address, or is shown as it is', (from, parts) => {
  expect(senderParts(from)).toEqual(parts);
});
