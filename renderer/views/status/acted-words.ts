import type { TFunction } from 'i18next';
import { sentences } from '../../sentences.ts';
import type { ServerActed } from '../../state/toasts.ts';

const others = ['already', 'not-processed', 'ended', 'unknown'] as const;

/** What became of messages at a server, of all of them. */
export const actedWords = (t: TFunction, { action, tally, left }: ServerActed): string =>
  sentences(
    t,
    tally.done > 0 ? t(`serverFolder.done.${action}`, { count: tally.done }) : t(`serverFolder.doneNone.${action}`),
    ...others.map((outcome) => (tally[outcome] > 0 ? t(`serverFolder.rest.${outcome}`, { count: tally[outcome] }) : '')),
    left > 0 && t('serverFolder.rest.left', { count: left }),
  );
