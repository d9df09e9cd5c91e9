import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import { Details } from '../shared/Details.tsx';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { useFormat } from '../shared/format.tsx';
import classes from './Dialogs.module.css';

/** A message as it came, stretch by stretch. */
const Source = ({ row }: { row: MessageRow }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge } = useApp();
  const [stretches, setStretches] = useState<readonly string[]>([]);
  const [next, setNext] = useState<number | null>(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [read, setRead] = useState(0);
  const more = useCallback(
    async (from: number): Promise<void> => {
      const outcome = await bridge.call('reading.source', { account: row.account, uid: row.uid, from });
      if (!outcome.ok) return setProblem(outcome.problem);
      setProblem(null);
      setStretches((before) => (from === 0 ? [outcome.value.text] : [...before, outcome.value.text]));
      setNext(outcome.value.next);
      setRead(outcome.value.next ?? outcome.value.bytes);
    },
    [bridge, row.account, row.uid],
  );
  useEffect(() => void more(0), [more]);
  return (
    <div className={classes.body}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.source} tabIndex={0} aria-label={t('reading.source')} data-autofocus>
        {stretches.map((stretch, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is known by its place alone
          <pre key={index}>{stretch}</pre>
        ))}
      </section>
      {problem && (
        <div>
          <p className={classes.dim}>{t('message.problem')}</p>
          <Details problem={problem} />
        </div>
      )}
      {stretches.length > 0 && (next !== null || read < row.bytes) && (
        <p className={classes.dim}>{t('reading.sourcePart', { read: format.bytes(read), of: format.bytes(row.bytes) })}</p>
      )}
      {stretches.length > 0 && next !== null && (
        <Button variant="default" onClick={() => void more(next)}>
          {t('reading.sourceMore')}
        </Button>
      )}
    </div>
  );
};

export const SourceDialog = ({ row, opened, onClose }: { row: MessageRow; opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Dialog shows opened={opened} onClose={onClose} title={t('reading.source')} size="xl">
      <Source row={row} />
    </Dialog>
  );
};
