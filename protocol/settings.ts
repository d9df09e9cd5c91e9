import { z } from 'zod';

export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['system', 'en', 'ja'] as const;

/** A time of day, `22:00`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Which messages to show; what is absent does not matter. Times are ms since the epoch. */
export const filterSchema = z.strictObject({
  unread: z.boolean().optional(),
  protected: z.boolean().optional(),
  attachments: z.boolean().optional(),
  /** A media type, as `application/pdf`, or all of a kind, as `image/`. */
  type: z.string().max(200).optional(),
  /** Accepted by the server at or after, and before. */
  since: z.int().optional(),
  until: z.int().optional(),
});
export type Filter = z.infer<typeof filterSchema>;

/** A search that the reader keeps. */
const savedSearch = z.strictObject({
  name: z.string().min(1).max(100),
  words: z.string().max(1_000),
  /** `days`: within the last so many, today included; it moves on with them. */
  filter: filterSchema.extend({ days: z.int().min(1).max(3_650).optional() }),
});
export type SavedSearch = z.infer<typeof savedSearch>;

/** What a table of a server's folder can show of each message. */
export const serverColumns = ['id', 'mailbox', 'from', 'subject', 'type', 'size', 'arrived', 'age', 'entered', 'held', 'ends'] as const;
export type ServerColumn = (typeof serverColumns)[number];

/** What the reader chooses for the whole app. */
export const settingsSchema = z.strictObject({
  theme: z.enum(themes),
  language: z.enum(languages),
  /** Widths of the folder and list panes in CSS pixels. */
  panes: z.strictObject({ folders: z.int().min(140).max(600), list: z.int().min(220).max(1_200) }),
  /** Lines of a row of the list. */
  lines: z.union([z.literal(1), z.literal(2)]),
  /**
   * Seconds that a message is in view before it counts as read; 0: as soon as it is not just passed over; null: only when
   * the reader says so.
   */
  readAfter: z.int().min(0).max(60).nullable(),
  /** Senders whose remote images are loaded without asking: addresses in lower case. */
  trusted: z.array(z.string().min(1).max(320)).max(1_000),
  searches: z.array(savedSearch).max(100),
  /** How the folders of a server are shown. */
  serverTable: z.strictObject({ columns: z.array(z.enum(serverColumns)).min(1).max(20), order: z.enum(['oldest', 'newest']) }),
  /** Letters and signs without a modifier are commands. */
  singleKeys: z.boolean(),
  notifications: z.strictObject({
    on: z.boolean(),
    /** Sender and subject are shown. */
    preview: z.boolean(),
    /** No notification between these times of day; over midnight if `to` is the earlier one. */
    quiet: z.strictObject({ on: z.boolean(), from: timeOfDay, to: timeOfDay }),
  }),
  /** The app goes on receiving when its window is closed. */
  keepRunning: z.boolean(),
  startAtLogin: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  panes: { folders: 220, list: 400 },
  lines: 2,
  readAfter: 0,
  trusted: [],
  searches: [],
  serverTable: { columns: ['id', 'mailbox', 'from', 'subject', 'type', 'size', 'arrived', 'held', 'ends'], order: 'oldest' },
  singleKeys: true,
  notifications: { on: true, preview: true, quiet: { on: false, from: '22:00', to: '07:00' } },
  keepRunning: true,
  startAtLogin: false,
};
