import { activity, detail, status, tombstones } from './history.ts';
import { hours, spentHours } from './hours.ts';
import { devices, ledger, tokenUses } from './ledger.ts';
import { list, totalsOfAll } from './listing.ts';
import { brakes, preview } from './retention.ts';

/** What the store answers from its reading thread, so that no commit waits for it. */
export const queries = {
  list,
  totalsOfAll,
  status,
  detail,
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
