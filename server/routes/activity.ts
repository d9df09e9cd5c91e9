import type { z } from 'zod';
import type { ApiActivity, activityQuery } from '../../protocol/api.ts';
import { pageLimit } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import { formatActivity } from '../../protocol/notification.ts';
import type { Changes } from '../changes.ts';
import type { Directory } from '../directory/index.ts';
import type { Activity, ActivityQuery, Store } from '../store/port.ts';
import type { Serve } from './operation.ts';
import { openEventStream } from './stream.ts';
import { iso } from './view.ts';

const view = ({ at, ...activity }: Activity): ApiActivity => ({ ...activity, at: iso(at) });

type Query = z.infer<typeof activityQuery>;

const queryOf = ({ after, before, mailbox, kind, since, until, subject, limit = pageLimit }: Query): ActivityQuery => ({
  limit,
  ...(after !== undefined && { after }),
  ...(before !== undefined && { before }),
  ...(mailbox !== undefined && { mailbox }),
  ...(kind !== undefined && { kinds: kind }),
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
  ...(subject !== undefined && { subject }),
});

export const activityRoutes = (
  serve: Serve,
  deps: { directory: Pick<Directory, 'watch'>; store: Pick<Store, 'activity'>; changes: Changes; failed: (error: unknown) => void },
): void => {
  const { store, changes } = deps;

  serve('activity', async ({ query }) => {
    if (query.after !== undefined && query.before !== undefined)
      throw new Problem('parameter-invalid', 'Ask from after= on, or from before= back, not both.');
    const { entries, next } = await store.activity(queryOf(query));
    return { entries: entries.map(view), next };
  });

  serve('activityStream', async ({ ctx, query, again }) => {
    const resumed = /^\d{1,15}$/.exec(ctx.get('Last-Event-ID'))?.[0];
    const newest = async (): Promise<number> => (await store.activity({ limit: 1 })).entries[0]?.event ?? 0;
    let after = resumed === undefined ? (query.after ?? (await newest())) : Number(resumed);
    openEventStream(ctx, deps.directory, again, ({ write, drained, end }) => {
      let reading = false;
      let stale = false;
      let over = false;
      /** Reads on from where the stream is; what happens meanwhile is read in the next round. */
      const read = async (): Promise<void> => {
        stale = true;
        if (reading) return;
        reading = true;
        try {
          while (stale && !over) {
            stale = false;
            const { entries, next, last } = await store.activity(queryOf({ ...query, after, before: undefined }));
            for (const entry of entries) {
              write(formatActivity(view(entry)));
              // A page may be more than may queue: who reads it slowly gets it slowly.
              await drained();
            }
            // What a filter passed over is not looked at again.
            after = last ?? after;
            if (next !== null) stale = true;
          }
        } finally {
          reading = false;
        }
      };
      const tell = (): void => void read().catch(deps.failed);
      const unwatch = changes.watch({ changed: tell, end });
      tell();
      return () => {
        over = true;
        unwatch();
      };
    });
    return undefined;
  });
};
