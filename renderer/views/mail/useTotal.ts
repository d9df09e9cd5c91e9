import { isSearched } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useValue } from '../../state/value.ts';

/** How many messages a folder has, as far as is known; 0 while something is looked for in it. */
export const useTotal = ({ folder, search }: MailList): number => {
  const status = useValue(useApp().status);
  if (!status || isSearched(search)) return 0;
  const { tally, unread } = status;
  const totals = { inbox: tally.unread.count + tally.protected.count + tally.read.count, unread };
  return folder === 'inbox' || folder === 'unread' ? totals[folder] : tally[folder].count;
};
