import { z } from 'zod';
import { receiptVerbs } from './instruction.ts';

/** How much the inbox holds; bytes are decimal (1 MB = 10⁶). */
export const capSchema = z.strictObject({ unit: z.enum(['messages', 'bytes']), limit: z.int().nonnegative().max(1_000_000_000_000) });

export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['system', 'en', 'ja'] as const;

/** What the reader chooses in the app. */
export const settingsSchema = z.strictObject({
  cap: capSchema,
  /** Read, unprotected messages may be overwritten by new ones, the oldest first. */
  overwriteRead: z.boolean(),
  /** What the server does with a message once it is here. */
  afterReceipt: z.enum(receiptVerbs),
  theme: z.enum(themes),
  language: z.enum(languages),
  /** Widths of the folder and list panes in CSS pixels. */
  panes: z.strictObject({ folders: z.int().min(140).max(600), list: z.int().min(220).max(1_200) }),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  cap: { unit: 'messages', limit: 1_000 },
  overwriteRead: false,
  afterReceipt: 'move',
  theme: 'system',
  language: 'system',
  panes: { folders: 220, list: 400 },
};
