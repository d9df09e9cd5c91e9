import type { TFunction } from 'i18next';
import type { ServerEntry } from '../../../protocol/bridge.ts';

/** How a server is called: as the reader does, else by where it is. */
export const serverName = (t: TFunction, { label, server, own }: ServerEntry): string => {
  if (label !== '') return label;
  if (own || server === null) return t('serverSide.own');
  return new URL(server).host;
};
