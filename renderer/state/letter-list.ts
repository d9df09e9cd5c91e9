import { useEffect, useMemo, useState } from 'react';
import type { Letter, LetterFolder, LetterRow } from '../../protocol/bridge.ts';
import type { Bridge, Problem } from '../bridge.ts';
import { useApp } from './app.ts';
import { PagedList } from './paged-list.ts';
import { useValue } from './value.ts';

const pageSize = 100;
/** ms that a letter is shown before its fate is asked for: nobody reads while scrolling. */
const glance = 150;
/** ms between two questions to the server what became of letters that are shown; the own server says by itself when something changed. */
const askAgain = 30_000;

const createPages = (bridge: Bridge, account: string, folder: LetterFolder): PagedList<LetterRow> =>
  new PagedList<LetterRow>({
    // What changed last stands first: the rank is the key, negated.
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => -row.key,
    load: async (after) => {
      const before = after === Number.NEGATIVE_INFINITY ? null : -Number(after);
      const outcome = await bridge.call('letters.page', { account, folder, before, limit: pageSize });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next === null ? null : -next } };
    },
  });

export const useLetterList = (folder: LetterFolder): PagedList<LetterRow> => {
  const app = useApp();
  const { id } = useValue(app.account);
  const pages = useMemo(() => createPages(app.bridge, id, folder), [app, id, folder]);
  useEffect(() => {
    pages.show(0, 0);
    return app.letters.changed.subscribe(() => pages.changed());
  }, [app, pages]);
  return pages;
};

/** How many letters there are, for the names of their folders. */
export const useLetterCounts = (): Readonly<Record<LetterFolder, number>> | null => {
  const app = useApp();
  const { id: account } = useValue(app.account);
  const [counts, setCounts] = useState<Readonly<Record<LetterFolder, number>> | null>(null);
  useEffect(() => {
    let wanted = true;
    const read = async (): Promise<void> => {
      const outcome = await app.bridge.call('letters.counts', { account });
      if (wanted && outcome.ok) setCounts(outcome.value);
    };
    void read();
    const stop = app.letters.changed.subscribe(() => void read());
    return () => {
      wanted = false;
      stop();
    };
  }, [app, account]);
  return counts;
};

/** A letter as it is now; null until it is read. */
export const useLetter = (id: string): Letter | Problem | null => {
  const app = useApp();
  const { id: account } = useValue(app.account);
  const [letter, setLetter] = useState<Letter | Problem | null>(null);
  useEffect(() => {
    let wanted = true;
    const read = async (): Promise<void> => {
      const outcome = await app.bridge.call('letters.read', { account, id });
      if (wanted) setLetter(outcome.ok ? outcome.value : outcome.problem);
    };
    void read();
    const stop = app.letters.changed.subscribe(() => void read());
    return () => {
      wanted = false;
      stop();
    };
  }, [app, account, id]);
  return letter;
};

/** Asks the server what became of the letters that are shown: now, when it says that something changed, and now and then. */
export const useFates = (ids: readonly string[]): void => {
  const app = useApp();
  const { id: account } = useValue(app.account);
  const shown = ids.join();
  useEffect(() => {
    const ids = shown.split(',').filter((id) => id !== '');
    if (ids.length === 0) return;
    const ask = (): void => void app.bridge.call('letters.refresh', { account, ids });
    const first = setTimeout(ask, glance);
    const timer = setInterval(ask, askAgain);
    const stop = app.serverChanged.subscribe(ask);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
      stop();
    };
  }, [app, account, shown]);
};
