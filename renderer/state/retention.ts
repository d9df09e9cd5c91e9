import { useCallback } from 'react';
import type { Retention } from '../../protocol/bridge.ts';
import type { ServerPort } from '../server-port.ts';
import { useAnswer } from './answer.ts';
import { problemOf } from './retry.ts';

/** The policy in force in a mailbox; null while it is not known. */
export const useRetention = (port: ServerPort, mailbox: string): Retention | null => {
  const ask = useCallback(() => port.ask('retention', { path: { mailbox } }), [port, mailbox]);
  const { answer } = useAnswer(port.changed, ask, problemOf);
  return answer?.ok ? answer.value : null;
};
