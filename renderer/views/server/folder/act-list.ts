import { IconDownload, IconLock, IconLockOpen, IconRotateClockwise, IconTrash, type TablerIcon } from '@tabler/icons-react';
import type { Chosen } from './useChoice.ts';

export const acts = ['redeliver', 'hold', 'release', 'download', 'delete'] as const;
export type Act = (typeof acts)[number];

export const actIcons: Readonly<Record<Act, TablerIcon>> = {
  redeliver: IconRotateClockwise,
  hold: IconLock,
  release: IconLockOpen,
  download: IconDownload,
  delete: IconTrash,
};

/** What makes sense for these messages. */
export const actsFor = (messages: Iterable<Chosen>): readonly Act[] => {
  const all = [...messages];
  if (all.length === 0) return [];
  const sense: Record<Act, boolean> = {
    redeliver: all.some(({ folder }) => folder === 'processed'),
    hold: all.some(({ held }) => !held),
    release: all.some(({ held }) => held),
    download: true,
    delete: true,
  };
  return acts.filter((act) => sense[act]);
};
