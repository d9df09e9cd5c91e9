import type { TFunction } from 'i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';

export type Device = AdminAnswer<'devices'>['devices'][number];

/** How a device is called: as it calls itself. */
export const deviceName = (t: TFunction, device: string): string => device || t('devices.unnamed');

export const toneOf = ({ connected, deferredAt }: Device): 'done' | 'full' | 'away' =>
  deferredAt !== null ? 'full' : connected ? 'done' : 'away';
