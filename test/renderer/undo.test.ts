import { expect, test } from 'vitest';
import type { Bridge } from '../../renderer/bridge.ts';
import { createHistory } from '../../renderer/state/undo.ts';

/** An inbox, and what was marked in it as deleted or not. */
const inbox = () => {
  const marked: string[] = [];
  const call = async (_: string, { uids, deleted }: { uids: string[]; deleted: boolean }) => {
    await Promise.resolve();
    marked.push(...uids.map((uid) => `${deleted ? '-' : '+'}${uid}`));
    return { ok: true, value: uids };
  };
  return { marked, bridge: { call } as unknown as Bridge };
};

test('what is taken back faster than the inbox answers is taken back one after the other, none is passed over', async () => {
  const { marked, bridge } = inbox();
  const history = createHistory(bridge);
  for (const uid of ['first', 'second', 'third'])
    history.done({ where: 'account', messages: [{ account: 'account', uids: [uid] }], change: { deleted: true } });
  const asked = ['undo', 'undo', 'undo', 'undo', 'redo', 'undo'] as const;
  const taken = await Promise.all(asked.map((which) => history[which]('account')));
  expect(marked).toEqual(['+third', '+second', '+first', '-first', '+first']);
  expect(taken[3]).toBeNull();
  expect(history.of('account').get().undo).toEqual([]);
  expect(history.of('account').get().redo).toHaveLength(3);
});
