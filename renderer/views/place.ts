import type { InboxFolder, ServerFolder } from '../../protocol/bridge.ts';

/** What the window shows beside the folders. */
export type Place =
  | { readonly kind: 'mail'; readonly folder: InboxFolder }
  /** What waits at the server, and what is gone. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'letters'; readonly folder: 'drafts' | 'sent' }
  | { readonly kind: 'server'; readonly folder: ServerFolder }
  /** `section`: the one to be brought into view. */
  | { readonly kind: 'settings'; readonly section?: 'diagnostics' };
