import { useCallback, useEffect, useState } from 'react';
import type { MessageContent, MessageRow } from '../../protocol/bridge.ts';
import type { Problem } from '../bridge.ts';
import { useApp } from './app.ts';

export type OpenMessage =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly uid: string }
  | { readonly kind: 'shown'; readonly uid: string; readonly content: MessageContent }
  | { readonly kind: 'problem'; readonly uid: string; readonly problem: Problem };

/** The message that the reading pane shows. */
export const useMessage = ({ account, uid }: Pick<MessageRow, 'account' | 'uid'>): { message: OpenMessage; retry(): void } => {
  const { bridge, inboxChanged } = useApp();
  const [message, setMessage] = useState<OpenMessage>({ kind: 'none' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let current = true;
    void bridge.call('inbox.message', { account, uid }).then((outcome) => {
      if (!current) return;
      setMessage(outcome.ok ? { kind: 'shown', uid, content: outcome.value } : { kind: 'problem', uid, problem: outcome.problem });
    });
    return () => {
      current = false;
    };
  }, [bridge, account, uid, attempt]);
  // What is before the reader's eyes is not overwritten.
  useEffect(() => {
    void bridge.call('inbox.open', { account, uid });
    return () => void bridge.call('inbox.open', { account, uid: null });
  }, [bridge, account, uid]);
  const retry = useCallback(() => {
    setMessage({ kind: 'none' });
    setAttempt((n) => n + 1);
  }, []);
  const damaged = message.kind === 'shown' && message.content.body.kind === 'damaged';
  // It may have been fetched again.
  useEffect(() => (damaged ? inboxChanged.subscribe(() => setAttempt((n) => n + 1)) : undefined), [damaged, inboxChanged]);
  // What belongs to another message is never shown under this one's name.
  return { message: message.kind !== 'none' && message.uid === uid ? message : { kind: 'loading', uid }, retry };
};
