import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { commandWords, menuWords } from '../../../protocol/command-words.ts';
import { commands, commandTable } from '../../../protocol/commands.ts';
import { fuzzy } from '../../fuzzy.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { accountName } from '../account-name.ts';
import type { Place } from '../place.ts';
import { keyNames, useLanguage } from '../shared/keys.ts';

/** Something that can be chosen by its name. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  /** What it is found by as well: its name in the other language. */
  readonly also: string;
  /** The menu that it is in: what another is called, too, is told from it. */
  readonly group?: string;
  readonly keys: string | undefined;
  act(): void;
}

/** All that can be done now: commands, accounts, saved searches. */
export const useEntries = (onGo: (place: Place) => void): readonly Entry[] => {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const offered = useValue(app.commands.offered);
  const accounts = useValue(app.accounts);
  const together = useValue(app.together);
  const { id: last } = useValue(app.account);
  const shown = together ? null : last;
  const { searches } = useValue(app.settings);
  return useMemo(() => {
    const mac = app.info.platform === 'darwin';
    const other = language === 'en' ? 'ja' : 'en';
    const named = commands
      .filter((command) => command !== 'palette' && offered.has(command))
      .map((command): Entry => {
        const [key] = commandTable[command].keys;
        const keys = key === undefined ? undefined : keyNames(t, key, mac);
        const act = (): void => void app.commands.run(command);
        const group = menuWords[language][commandTable[command].menu];
        return { id: command, name: commandWords[language][command], also: commandWords[other][command], group, keys, act };
      });
    const others = accounts
      .filter(({ id }) => id !== shown)
      .map((account): Entry => {
        const name = t('palette.account', { name: accountName(t, account) });
        return { id: `account ${account.id}`, name, also: account.mailbox, keys: undefined, act: () => app.selectAccount(account.id) };
      });
    const all: readonly Entry[] =
      together || accounts.length < 2
        ? []
        : [{ id: 'account', name: t('together.name'), also: '', keys: undefined, act: () => app.showTogether(true) }];
    const saved = searches.map((search): Entry => {
      const act = (): void => onGo({ kind: 'mail', folder: 'inbox', search, saved: search.name });
      return { id: `search ${search.name}`, name: t('palette.search', { name: search.name }), also: search.words, keys: undefined, act };
    });
    return [...named, ...all, ...others, ...saved];
  }, [t, app, language, offered, accounts, together, shown, searches, onGo]);
};

/** What fits what was typed, the best first; what was chosen lately before the rest. */
export const matching = (entries: readonly Entry[], typed: string, recent: readonly string[]): readonly Entry[] => {
  const rank = ({ id }: Entry): number => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  if (typed.trim() === '') return entries.toSorted((a, b) => rank(a) - rank(b));
  return entries
    .flatMap((entry) => {
      const scores = [fuzzy(typed, entry.name)?.score, fuzzy(typed, entry.also)?.score].filter((score) => score !== undefined);
      return scores.length > 0 ? [{ entry, score: Math.max(...scores) }] : [];
    })
    .toSorted((a, b) => b.score - a.score || rank(a.entry) - rank(b.entry))
    .map(({ entry }) => entry);
};
