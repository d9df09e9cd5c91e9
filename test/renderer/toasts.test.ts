import { expect, test } from 'vitest';
import { createToasts, type Toast } from '../../renderer/state/toasts.ts';

const problem = (code: string): Toast => ({ kind: 'problem', problem: { code, message: '' } });
const message = { id: 1, uid: '01900000-0000-7000-8000-000000000001', bytes: 5, subject: '', from: '' };
const shown = (toasts: ReturnType<typeof createToasts>) => toasts.notices.get().map(({ toast, count }) => [toast.kind, count]);

test('several notices stand at once, the newest last, and none takes the place of another kind', () => {
  const toasts = createToasts();
  toasts.set(problem('storage-full'));
  toasts.set({ kind: 'too-large', account: 'own', message });
  toasts.set({ kind: 'ended', account: 'own', message });
  toasts.set({ kind: 'purged', count: 1 });
  expect(shown(toasts)).toEqual([
    ['problem', 1],
    ['too-large', 1],
    ['ended', 1],
    ['purged', 1],
  ]);
});

test('what says the same is counted, what passes gives way to the next of its kind', () => {
  const toasts = createToasts();
  for (const code of ['storage-full', 'file-unwritable', 'storage-full']) toasts.set(problem(code));
  for (const account of ['own', 'own', 'other', 'own']) toasts.set({ kind: 'ended', account, message });
  toasts.set({ kind: 'purged', count: 1 });
  toasts.set({ kind: 'purged', count: 2 });
  expect(shown(toasts)).toEqual([
    ['problem', 1],
    ['problem', 2],
    ['ended', 1],
    ['ended', 3],
    ['purged', 1],
  ]);
  expect(toasts.get()).toEqual({ kind: 'purged', count: 2 });
});

test('what needs an eye stays until it is closed; the rest is taken away together', () => {
  const toasts = createToasts();
  toasts.set(problem('storage-full'));
  toasts.set({ kind: 'saved', path: '/tmp/x' });
  toasts.set(null);
  expect(shown(toasts)).toEqual([['problem', 1]]);
  for (const { id } of toasts.notices.get()) toasts.close(id);
  expect(toasts.get()).toBeNull();
});
