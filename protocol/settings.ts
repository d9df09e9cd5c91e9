import { z } from 'zod';

export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['system', 'en', 'ja'] as const;

/** What the reader chooses for the whole app. */
export const settingsSchema = z.strictObject({
  theme: z.enum(themes),
  language: z.enum(languages),
  /** Widths of the folder and list panes in CSS pixels. */
  panes: z.strictObject({ folders: z.int().min(140).max(600), list: z.int().min(220).max(1_200) }),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  panes: { folders: 220, list: 400 },
};
