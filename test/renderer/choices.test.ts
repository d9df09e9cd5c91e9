import { expect, test } from 'vitest';
import { capSteps, nearestStep, usualCap } from '../../renderer/cap-steps.ts';
import { httpCommand, smtpCommand } from '../../renderer/first-steps.ts';
import { typeOf } from '../../renderer/media-type.ts';
import { draftOf, policyOf } from '../../renderer/retention-form.ts';
import { senderName } from '../../renderer/sender.ts';
import { all, nothing, only, present, reach, successor, toggle } from '../../renderer/state/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('a selection is extended from its anchor, and shrinks again', () => {
  const wide = reach(only('b'), 'd', order);
  expect([...wide.picked]).toEqual(['b', 'c', 'd']);
  expect([...reach(wide, 'a', order).picked]).toEqual(['a', 'b']);
  expect([...toggle(wide, 'c').picked]).toEqual(['b', 'd']);
  expect(all(order, nothing).picked.size).toBe(5);
});

test('after a deletion the keyboard stands on what followed, else on what came before', () => {
  expect(successor(reach(only('b'), 'c', order), order)).toBe('d');
  expect(successor(only('e'), order)).toBe('d');
  expect(successor(all(order, nothing), order)).toBeNull();
});

test('what is gone is no longer selected', () => {
  const selection = reach(only('b'), 'd', order);
  expect(present(selection, new Set(order))).toBe(selection);
  expect(present(selection, new Set(['b', 'c']))).toEqual({ cursor: null, anchor: 'b', picked: new Set(['b', 'c']) });
});

test('a sender is named as a reader would', () => {
  expect(senderName('Ann Lee <ann@example.org>')).toBe('Ann Lee');
  expect(senderName('"Lee, Ann" <ann@example.org>')).toBe('Lee, Ann');
  expect(senderName('<ann@example.org>')).toBe('ann@example.org');
  expect(senderName('ann@example.org')).toBe('ann@example.org');
  expect(senderName('')).toBe('');
});

test('media types are named in kind', () => {
  expect(['message/rfc822', 'Text/Plain; charset=utf-8', 'image/png', 'application/zip', ''].map(typeOf)).toEqual([
    'mail',
    'text',
    'image',
    'file',
    'file',
  ]);
});

const policy = { delivery: { maxAge: null }, processed: { maxAge: 30 * 86_400, maxCount: 1_000 } };

test('a policy that is opened and saved unchanged is the same', () => {
  for (const folder of ['delivery', 'processed'] as const)
    expect(policyOf(draftOf(policy, folder), folder, policy)).toEqual({ ok: true, policy });
});

test('a policy says which of its fields are wrong', () => {
  const draft = draftOf(policy, 'processed');
  for (const age of [0, '', 'x', 1.5, 36_501, '-3', '1e1', '1,5'])
    expect(policyOf({ ...draft, age }, 'processed', policy)).toEqual({ ok: false, wrong: ['age'] });
  expect(policyOf({ ...draft, number: '５００' }, 'processed', policy)).toMatchObject({
    ok: true,
    policy: { processed: { maxCount: 500 } },
  });
  expect(policyOf({ ...draft, age: '', number: -1 }, 'processed', policy)).toEqual({ ok: false, wrong: ['age', 'number'] });
  expect(policyOf({ ...draft, age: '', ageLimited: false, number: '0' }, 'processed', policy)).toEqual({
    ok: true,
    policy: { ...policy, processed: { maxAge: null, maxCount: 0 } },
  });
});

test('the slider stops at round sizes, and a new unit never starts below what is held', () => {
  expect(capSteps.messages.slice(0, 5)).toEqual([10, 20, 50, 100, 200]);
  expect(capSteps.messages[nearestStep('messages', 120)]).toBe(200);
  expect(nearestStep('messages', 5_000_000)).toBe(capSteps.messages.length - 1);
  const amount = { count: 2_000, bytes: 90_000_000 };
  const none = { count: 0, bytes: 0 };
  const tally = { unread: amount, protected: none, read: none, deleted: none };
  expect(usualCap('messages', tally)).toBe(5_000);
  expect(usualCap('bytes', tally)).toBe(200_000_000);
  expect(usualCap('bytes', undefined)).toBe(100_000_000);
});

test('the lines to paste hold nothing that a shell expands', () => {
  const info = { http: 'http://127.0.0.1:7425/', smtp: '127.0.0.1:7426', mailbox: 'ann', sendToken: 'T-_' };
  const text = { subject: 'Hello!', body: 'a "b" $c `d` %e% \\f' };
  const smtp = smtpCommand(info, 'linux', text)?.join(' ');
  expect(smtp).toBe(
    'curl smtp://127.0.0.1:7426 --mail-from me@localhost --mail-rcpt ann@localhost -H "From: me@localhost" -H "To: ann@localhost" -H "Subject: Hello" -F "=a b c d e f"',
  );
  expect(httpCommand(info, 'win32', text).slice(0, 2)).toEqual(['curl.exe', 'http://127.0.0.1:7425/v1/mailboxes/ann/messages']);
  // Both may be another server's.
  const foreign = httpCommand({ ...info, http: "http://host/a;b$(id)'", sendToken: 'a"$(id)"\nb' }, 'linux', text);
  expect(foreign[1]).toBe(`'http://host/a;b$(id)'\\''/v1/mailboxes/ann/messages'`);
  expect(foreign[2]).toBe('-H "Authorization: Bearer a(id)b"');
  expect(smtpCommand({ ...info, smtp: null }, 'linux', text)).toBeNull();
});
