import { z } from 'zod';
import { method } from './method.ts';
import { serverId } from './server.ts';

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

export interface WrittenActivity {
  readonly path: string;
  readonly entries: number;
  readonly bytes: number;
}

/** Main answers them: it asks the reader where to. */
export const activityFileMethods = {
  /** Null if the reader cancelled, in the dialog or later. While it is written there are events `activity-written` with this id. */
  'server.writeActivity': method<WrittenActivity | null>()(
    z.strictObject({ server: serverId, id: z.uuid(), filter: activityFilterSchema, format: z.enum(activityFormats) }),
  ),
  'server.cancelWriting': method<null>()(z.strictObject({ id: z.uuid() })),
} as const;
