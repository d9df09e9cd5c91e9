import type { Filter, SavedSearch } from '../protocol/settings.ts';

/** What is looked for in a folder. */
export type Search = Pick<SavedSearch, 'words' | 'filter'>;
export type SearchFilter = Search['filter'];

export const noSearch: Search = { words: '', filter: {} };

/** Kinds of messages that can be asked for, by what their media type is or begins with. */
export const kinds = {
  mail: 'message/rfc822',
  text: 'text/',
  pdf: 'application/pdf',
  image: 'image/',
  audio: 'audio/',
  video: 'video/',
} as const;
export type Kind = keyof typeof kinds;

export const kindOf = ({ type }: SearchFilter): Kind | undefined => (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind] === type);

/** Days of a time that can be asked for by one choice. */
export const spans = [1, 7, 30] as const;

/** Without what is undefined. */
export const withFilter = (search: Search, change: { readonly [K in keyof SearchFilter]: SearchFilter[K] | undefined }): Search => ({
  ...search,
  filter: Object.fromEntries(Object.entries({ ...search.filter, ...change }).filter(([, value]) => value !== undefined)),
});

export const isFiltered = ({ filter }: Search): boolean => Object.keys(filter).length > 0;
export const isSearched = (search: Search): boolean => search.words.trim() !== '' || isFiltered(search);

/** ms of the start of a day, so many before the one of `now`. */
export const startOfDay = (now: number, before = 0): number => {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - before).getTime();
};

/** The filter as the inbox is asked for it today. */
export const resolved = ({ days, ...filter }: SearchFilter, now: number): Filter =>
  days === undefined ? filter : { ...filter, since: startOfDay(now, days - 1) };

/** A day as `2026-11-23`, in every language. */
export const dayOf = (at: number): string => new Date(at).toLocaleDateString('sv-SE');
/** ms of the start of a day as people write it, `2026-11-23`, `2026/11/3`, `２０２６年１１月２３日`; undefined: there is no such day. */
export const timeOfDay = (written: string): number | undefined => {
  const [, year, month, date] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(written.normalize('NFKC').replaceAll('ー', '-').trim()) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(date));
  return at.getFullYear() === Number(year) && at.getMonth() === Number(month) - 1 && at.getDate() === Number(date)
    ? at.getTime()
    : undefined;
};
export const nextDay = (at: number): number => startOfDay(at, -1);

/** Kept searches with one that was removed, at its place; as they are if its name is another's meanwhile. */
export const putBack = (searches: readonly SavedSearch[], search: SavedSearch, at: number): SavedSearch[] =>
  searches.some(({ name }) => name === search.name) ? [...searches] : [...searches.slice(0, at), search, ...searches.slice(at)];
