import { z } from 'zod';
import { method } from './method.ts';
import { serverId } from './server.ts';
import type { Task } from './tasks.ts';

/** `csv`: a table for spreadsheets. `jsonl`: the entries as the server's interface has them, one a line. */
export const activityFormats = ['csv', 'jsonl'] as const;
export type ActivityFormat = (typeof activityFormats)[number];

/** What of the activity is written: the parameters of the `activity` operation that filter. */
export const activityFilterSchema = z.strictObject({
  mailbox: z.string().max(100).optional(),
  kind: z.string().max(1_000).optional(),
  subject: z.string().max(1_000).optional(),
  since: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
});
export type ActivityFilter = z.infer<typeof activityFilterSchema>;

/** Main answers them: it asks the reader where to. */
export const activityFileMethods = {
  /** Begins to write. Null if the reader cancelled. */
  'server.writeActivity': method<Task | null>()(
    z.strictObject({ server: serverId, filter: activityFilterSchema, format: z.enum(activityFormats) }),
  ),
} as const;
