import type { TFunction } from 'i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import { short } from '../../../activity-words.ts';

export type Device = AdminAnswer<'devices'>['devices'][number];

/** How a device is called: as it calls itself, and by its beginning if that is a long number. @param ours those of this computer */
export const deviceName = (t: TFunction, device: string, ours: ReadonlySet<string>): string =>
  ours.has(device) ? t('devices.thisComputer') : short(device) || t('devices.unnamed');

export const toneOf = ({ connected, deferredAt }: Device): 'done' | 'full' | 'away' =>
  deferredAt !== null ? 'full' : connected ? 'done' : 'away';
