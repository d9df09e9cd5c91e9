import { useEffect, useState } from 'react';
import type { AdminAnswer } from '../../protocol/admin.ts';
import type { AccountInfo, ServerEntry, Whereabouts } from '../../protocol/bridge.ts';
import { useApp } from './app.ts';
import { useValue } from './value.ts';

/** Whether an account's mailbox is at a server that is administered from here. */
export const isAt = ({ own, server }: AccountInfo, entry: ServerEntry): boolean =>
  own ? entry.own : server !== null && server === entry.server;

/** Where a message of an account is, asked anew when something happens in its inbox; null until it is known. */
export const useWhereabouts = (account: string, uid: string): Whereabouts | null => {
  const { bridge, statuses } = useApp();
  const status = useValue(statuses).get(account);
  const [told, tell] = useState<{ readonly uid: string; readonly where: Whereabouts } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever happens to a message, its account has another status
  useEffect(() => {
    let current = true;
    void bridge.call('inbox.whereabouts', { account, uid }).then((outcome) => {
      if (current && outcome.ok) tell({ uid, where: outcome.value });
    });
    return () => {
      current = false;
    };
  }, [bridge, account, uid, status]);
  return told?.uid === uid ? told.where : null;
};

/** What a server has of a message. */
export type Copy = Pick<AdminAnswer<'message'>, 'folder' | 'mailbox' | 'ends'>;

/**
 * What a server that is administered from here has of a message, asked anew when something changes there. Null: it is not known,
 * or no server is asked. What it knows nothing of any more is ended there.
 */
export const useCopy = (entry: ServerEntry | undefined, uid: string): Copy | null => {
  const { servers } = useApp();
  const id = entry?.id;
  const [told, tell] = useState<{ readonly uid: string; readonly copy: Copy | null } | null>(null);
  useEffect(() => {
    if (id === undefined) return;
    const port = servers.port(id);
    let asked = 0;
    const ask = async (): Promise<void> => {
      asked += 1;
      const mine = asked;
      const outcome = await port.ask('message', { path: { uid } });
      if (mine !== asked) return;
      if (outcome.ok) tell({ uid, copy: outcome.value });
      else tell({ uid, copy: outcome.problem.code === 'message-unknown' ? { folder: 'ended', mailbox: '', ends: null } : null });
    };
    void ask();
    const stop = port.changed.subscribe(() => void ask());
    return () => {
      asked = -1;
      stop();
    };
  }, [servers, id, uid]);
  return id !== undefined && told?.uid === uid ? told.copy : null;
};
