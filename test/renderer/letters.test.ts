import { expect, test } from 'vitest';
import type { AccountInfo } from '#restante/protocol/bridge';
import type { Bridge } from '../../renderer/bridge.ts';
import { createLettersState, type LetterToast } from '../../renderer/state/letters.ts';
import { createCell } from '../../renderer/state/value.ts';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { draft, lettersIn, senderOf } from '../support/letters.ts';
import { addMailbox, startServer } from '../support/server.ts';

const told = <T>(cell: { get(): readonly T[]; subscribe(listener: () => void): () => void }, test: (one: T) => boolean): Promise<T> =>
  new Promise((resolve) => {
    const look = (): void => {
      const found = cell.get().find(test);
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const stop = cell.subscribe(look);
    look();
  });

/** What the window keeps of letters, over the real engine with the accounts own and carl; own is shown. */
const prepare = async () => {
  const server = await startServer(temporaryFolder());
  const own = await senderOf(server, await addMailbox(server, 'ann'));
  const carl = await senderOf(server, await addMailbox(server, 'carl'), { id: 'carl' });
  const { engine, events, until, of } = startTestEngine([own, carl]);
  const infoOf = (id: string) => ({ id }) as AccountInfo;
  const account = createCell(infoOf('own'));
  const toasts = createCell<readonly LetterToast[]>([]);
  const letters = createLettersState({
    bridge: { call: engine.call } as unknown as Bridge,
    account,
    show: (toast) => {
      if (toast && toast.kind !== 'problem') toasts.set([...toasts.get(), toast]);
    },
  });
  /** Tells the window what the engine tells. */
  const listen = async (): Promise<void> => {
    for (let heard = 0; ; heard += 1) {
      const event = await until(() => events[heard]);
      if (event.kind === 'letters-changed') letters.tellChanged(event.account);
    }
  };
  void listen();
  return { letters, toasts, own: of('own'), carl: of('carl'), select: (id: string) => account.set(infoOf(id)) };
};

test('how a letter went is told, though another account is shown since it was sent', async () => {
  const { letters, toasts, own, select } = await prepare();
  const { id } = await draft(own, { to: ['nobody'] });
  // The reader goes on as soon as it is on its way.
  const stop = toasts.subscribe(() => select('carl'));
  expect(await letters.send({ account: 'own', id })).toBe(true);
  stop();
  expect(await told(toasts, (toast) => 'what' in toast && toast.what === 'refused')).toEqual({
    kind: 'letter',
    what: 'refused',
    account: 'own',
    id,
  });
  expect(toasts.get().map((toast) => 'what' in toast && toast.what)).toEqual(['sending', 'refused']);
});

test('what was removed comes back where it was, though another account is shown since', async () => {
  const { letters, toasts, own, carl, select } = await prepare();
  const { id } = await draft(own);
  await letters.remove({ account: 'own', id }, true);
  expect(await lettersIn(own, 'drafts')).toEqual([]);
  select('carl');
  const toast = await told(toasts, ({ kind }) => kind === 'discarded');
  expect(await letters.remove(toast, false)).toBe(true);
  expect(await lettersIn(own, 'drafts')).toMatchObject([{ id }]);
  expect(await lettersIn(carl, 'drafts')).toEqual([]);
});
