import type { InboxFolder, ServerFolder } from '../../protocol/bridge.ts';
import type { Search } from '../search.ts';

/** What the window shows beside the folders. */
export type Place =
  | {
      readonly kind: 'mail';
      readonly folder: InboxFolder;
      /** What is looked for in it at first. */
      readonly search?: Search;
      /** The name of the search that the reader kept. */
      readonly saved?: string;
    }
  /** What waits at the server, and what is gone. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'letters'; readonly folder: 'drafts' | 'sent' }
  | { readonly kind: 'server'; readonly folder: ServerFolder }
  | { readonly kind: 'room' }
  /** A section of the settings, or its first; see `settings/sections.ts`. */
  | { readonly kind: 'settings'; readonly section?: string };
