import type { InboxFolder } from '../../protocol/bridge.ts';
import type { Search } from '../search.ts';

/** The parts of the view of a server. */
export const serverViews = ['overview', 'delivery', 'processed', 'retention', 'mailboxes', 'devices', 'activity'] as const;
export type ServerViewName = (typeof serverViews)[number];

export interface ServerPlace {
  readonly kind: 'server';
  /** Its id. */
  readonly server: string;
  readonly view: ServerViewName;
  /** Only this mailbox's; absent: all. */
  readonly mailbox?: string | undefined;
  /** A message that is shown. */
  readonly uid?: string | undefined;
}

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
  | ServerPlace
  | { readonly kind: 'room' }
  /** A section of the settings, or its first; see `settings/sections.ts`. */
  | { readonly kind: 'settings'; readonly section?: string };
