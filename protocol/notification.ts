import { z } from 'zod';

/**
 * The start-of-acquisition notification (201): Server-Sent Events at
 * `/v1/mailboxes/<name>/notifications`. It carries counts, never messages: losing one costs time only.
 */
export const notificationEvent = 'message-waiting';

const count = z.int().nonnegative();

export const notificationSchema = z.object({
  /** Messages in the delivery folder, and their bytes. */
  waiting: count,
  bytes: count,
  /** The least room that any of them needs, in bytes; 0 when none waits. */
  smallest: count,
  /** The lowest id waiting; 0 when none. */
  first: count,
  /** An administrator follows its way: a device begins a pass, whether it has room or not, and nothing else. */
  test: z.literal(true).optional(),
});
export type Notification = z.infer<typeof notificationSchema>;

/** One event in the stream's own format (HTML Living Standard, server-sent events). */
export const formatNotification = (n: Notification): string => `event: ${notificationEvent}\ndata: ${JSON.stringify(n)}\n\n`;

/** A comment line: keeps the connection, and the device's watchdog, awake. */
export const ping = ': ping\n\n';

/** Reads the data of an event; `undefined` if it is not a notification. */
export const parseNotification = (data: string): Notification | undefined => {
  try {
    const result = notificationSchema.safeParse(JSON.parse(data));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
};

/** For administrators, at `/v1/changes`: something in a mailbox's folders changed; what, is asked for. */
export const changeEvent = 'changed';
export const formatChange = (change: { mailbox: string }): string => `event: ${changeEvent}\ndata: ${JSON.stringify(change)}\n\n`;

/** For administrators, at `/v1/activity/stream`: a step of a message, or what an administrator did. */
export const activityEvent = 'activity';
export const formatActivity = (activity: { readonly event: number }): string =>
  `id: ${activity.event}\nevent: ${activityEvent}\ndata: ${JSON.stringify(activity)}\n\n`;
