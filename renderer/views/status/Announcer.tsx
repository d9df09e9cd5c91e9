import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import { connectionWords } from './connection-words.ts';
import { useSpoken } from './useSpoken.ts';

/** Messages that are counted; more than these are announced as these. */
const countable = 500;

/** Tells a screen reader what changed while it was elsewhere: new messages, and how the connection stands. */
export const Announcer = () => {
  const { t } = useTranslation();
  const app = useApp();
  const { id: account } = useValue(app.account);
  const together = useValue(app.together);
  const nameOf = useAccountName();
  const spoken = useSpoken();
  const { status, named } = spoken;
  const [news, setNews] = useState(0);
  const newest = useRef<number | null>(null);

  useEffect(() => {
    const look = async (): Promise<void> => {
      const limit = newest.current === null ? 1 : countable;
      const outcome = together
        ? await app.bridge.call('together.page', { folder: 'inbox', behind: null, limit })
        : await app.bridge.call('inbox.page', { account, folder: 'inbox', before: null, limit });
      if (!outcome.ok) return;
      const rows = outcome.value.rows.map((row) => (together ? row.receivedAt : row.key));
      const last = newest.current;
      if (last !== null) {
        const count = rows.filter((row) => row > last).length;
        // What came while the last ones are still spoken of counts with them: the same words again would not be heard.
        setNews((spoken) => spoken + count);
      }
      newest.current = Math.max(last ?? 0, rows[0] ?? 0);
    };
    void look();
    return app.inboxChanged.subscribe(() => void look());
  }, [app, account, together]);
  useEffect(() => {
    if (news === 0) return;
    const timer = setTimeout(() => setNews(0), 5_000);
    return () => clearTimeout(timer);
  }, [news]);

  const words = status && connectionWords(t, status, spoken.account.own);
  const quiet = !status || status.connection.kind === 'fetching' || status.connection.kind === 'idle';
  return (
    <div className="visually-hidden">
      <p role="status">{news > 0 ? t('count.new', { count: news }) : ''}</p>
      <p role="status">{words === null || quiet ? '' : named ? t('together.of', { name: nameOf(spoken.account), words }) : words}</p>
    </div>
  );
};
