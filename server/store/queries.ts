import { activity } from './activity.ts';
import { copies } from './copies.ts';
import { detail, status, tombstones } from './history.ts';
import { hours, spentHours } from './hours.ts';

import { devices, ledger, tokenUses } from './ledger.ts';
import { list, totalsOfAll } from './listing.ts';
import { preview } from './preview.ts';
import { brakes } from './retention.ts';

/** What the store answers from its reading thread, so that no commit waits for it. */
export const queries = {
  list,
  totalsOfAll,
  status,
  detail,
  copies,
  tombstones,
  activity,
  devices,
  ledger,
  tokenUses,
  preview,
  brakes,
  hours,
  spentHours,
};
