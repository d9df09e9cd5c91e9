import type { InboxFolder, ServerFolder } from '../../protocol/bridge.ts';

/** What the window shows beside the folders. */
export type Place =
  | { readonly kind: 'mail'; readonly folder: InboxFolder }
  | { readonly kind: 'server'; readonly folder: ServerFolder }
  | { readonly kind: 'settings' };
