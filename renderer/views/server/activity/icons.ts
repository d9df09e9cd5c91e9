import {
  IconArchive,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDownload,
  IconInbox,
  IconLock,
  IconLockOpen,
  IconRepeat,
  IconSettings,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { groupOf, type KindGroup } from '../../../activity-words.ts';

const ofGroup: Readonly<Record<KindGroup, TablerIcon>> = {
  arrived: IconInbox,
  fetched: IconDownload,
  ended: IconTrash,
  kept: IconLock,
  retention: IconArchive,
  administration: IconSettings,
};
const ofKind: ReadonlyMap<string, TablerIcon> = new Map([
  ['forwarded', IconArrowForwardUp],
  ['returned', IconArrowBackUp],
  ['released', IconLockOpen],
  ['redelivered', IconRepeat],
]);

export const iconOf = (kind: string): TablerIcon => ofKind.get(kind) ?? ofGroup[groupOf(kind)];
