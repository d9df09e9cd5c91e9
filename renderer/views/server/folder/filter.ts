import type { AdminRequest } from '../../../../protocol/admin.ts';

/** Which messages of a folder are shown; what is absent does not matter. Times are ms since the epoch. */
export interface FolderFilter {
  readonly sender?: string;
  readonly subject?: string;
  /** A media type, or how it begins. */
  readonly type?: string;
  /** Bytes, inclusive. */
  readonly least?: number;
  readonly most?: number;
  /** Came into the folder at or after, and before. */
  readonly since?: number;
  readonly until?: number;
  readonly held?: boolean;
  /** Ends within so many days from now. */
  readonly endsWithin?: number;
}

export type FilterChange = { readonly [K in keyof FolderFilter]: FolderFilter[K] | undefined };

/** Without what is undefined or says nothing. */
export const changed = (filter: FolderFilter, change: FilterChange): FolderFilter =>
  Object.fromEntries(
    Object.entries({ ...filter, ...change }).filter(
      ([, value]) => value !== undefined && (typeof value !== 'string' || value.trim() !== ''),
    ),
  );

export const isFiltered = (filter: FolderFilter): boolean => Object.keys(filter).length > 0;

type Query = AdminRequest<'messages'>['query'];

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

export const queryOf = (filter: FolderFilter, now: number): Omit<Query, 'folder'> => ({
  sender: filter.sender,
  subject: filter.subject,
  type: filter.type,
  'min-size': filter.least?.toString(),
  'max-size': filter.most?.toString(),
  since: iso(filter.since),
  before: iso(filter.until),
  ...(filter.held !== undefined && { held: filter.held ? 'true' : 'false' }),
  'ends-before': filter.endsWithin === undefined ? undefined : iso(now + filter.endsWithin * 86_400_000),
});
