import { useMemo } from 'react';
import type { TokenNotes } from '../../../activity-words.ts';
import { useAsked } from '../host.ts';

/** What the administrators call their tokens. */
export const useTokenNotes = (): TokenNotes => {
  const tokens = useAsked('tokens', {}).value?.tokens;
  return useMemo(() => new Map(tokens?.flatMap(({ token, note }) => (note ? [[token, note]] : []))), [tokens]);
};
