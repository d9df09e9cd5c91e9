import type { InboxFolder, ServerFolder } from '../../protocol/bridge.ts';

/** What the window shows beside the folders. */
export type Place =
  | { readonly kind: 'mail'; readonly folder: InboxFolder }
  /** What waits at the server, and what is gone. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'letters'; readonly folder: 'drafts' | 'sent' }
  | { readonly kind: 'server'; readonly folder: ServerFolder }
  | { readonly kind: 'room' }
  /** A section of the settings, or its first; see `settings/sections.ts`. */
  | { readonly kind: 'settings'; readonly section?: string };
