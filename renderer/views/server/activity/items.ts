import type { ApiActivity } from '../../../../protocol/api.ts';

/** What stands in the timeline: the entries, and before those of a day its heading. */
export type Item = { readonly kind: 'day'; readonly at: number } | { readonly kind: 'entry'; readonly entry: ApiActivity };

const dayOf = (at: number): number => {
  const date = new Date(at);
  return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
};

/** @param entries the newest first */
export const itemsOf = (entries: readonly ApiActivity[]): Item[] => {
  const items: Item[] = [];
  let day: number | undefined;
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    const its = dayOf(at);
    if (its !== day) items.push({ kind: 'day', at });
    day = its;
    items.push({ kind: 'entry', entry });
  }
  return items;
};
