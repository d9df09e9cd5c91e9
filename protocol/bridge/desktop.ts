import { z } from 'zod';
import { method, none } from './method.ts';

/** How the app lives in the desktop that it runs on. */
export interface DesktopInfo {
  /** The desktop shows notifications. */
  readonly notifications: boolean;
  /** The app is started at login; null where it cannot be. */
  readonly startAtLogin: boolean | null;
  /** `mailto:` links open here; null where it cannot be chosen from here. To choose another program is the system's to offer. */
  readonly mailto: boolean | null;
  /** When notifications that are paused go on, in ms since the epoch; null: they are not paused. */
  readonly pausedUntil: number | null;
}

/** What a diagnostic bundle would hold, as it would be written. */
export interface DiagnosticPreview {
  readonly text: string;
}

/** Of the desktop around the window, and of what is told about the app itself; main answers them. */
export const desktopMethods = {
  'desktop.info': method<DesktopInfo>()(none),
  /** What is absent stays. */
  'desktop.change': method<DesktopInfo>()(z.strictObject({ startAtLogin: z.boolean().optional(), mailto: z.literal(true).optional() })),
  /** The window shows what links lead to from now on: one that came before is told now. */
  'desktop.ready': method<null>()(none),
  /** Starts the app's own server anew: it lets the app in again if it did not any more. */
  'server.restart': method<null>()(none),
  /** Opens the folder of the logs. */
  'logs.open': method<null>()(none),
  'diagnostics.read': method<DiagnosticPreview>()(none),
  /** Asks where to, and saves what was shown last. Null if the reader cancelled. */
  'diagnostics.save': method<{ path: string } | null>()(none),
} as const;
