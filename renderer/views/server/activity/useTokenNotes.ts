import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenNotes } from '../../../activity-words.ts';
import { useAsked, useServer } from '../host.ts';

/** What the administrators call their tokens, and that a device is this computer. */
export const useTokenNotes = (): TokenNotes => {
  const { t } = useTranslation();
  const { ours } = useServer();
  const tokens = useAsked('tokens', {}).value?.tokens;
  return useMemo(
    () =>
      new Map([
        ...(tokens ?? []).flatMap(({ token, note }): [string, string][] => (note ? [[token, note]] : [])),
        ...[...ours].map((device): [string, string] => [`device ${device}`, t('activity.thisComputer')]),
      ]),
    [tokens, ours, t],
  );
};
