import type { TaskResult } from '../../../protocol/bridge.ts';
import { type ActivityOrder, writeActivity } from '../../admin/activity-file.ts';
import type { AdminClient } from '../../admin/client.ts';
import type { LeftoverNote } from './leftover.ts';
import type { Work } from './tasks.ts';

/** Writes the activity of a server to a file. */
export const activityWork =
  ({ client, note }: { client: AdminClient; note: LeftoverNote }, order: ActivityOrder): Work =>
  async ({ signal, done }): Promise<TaskResult> => {
    try {
      return { kind: 'activity', ...(await writeActivity(client, order, { signal, gathering: note.write, progress: done })) };
    } finally {
      await note.remove();
    }
  };
