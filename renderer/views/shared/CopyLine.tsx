import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import classes from './CopyLine.module.css';

/** A line to be pasted elsewhere, with a button that copies it; it breaks only between its words. */
export const CopyLine = ({ words, label }: { words: readonly string[]; label: string }) => {
  const { t } = useTranslation();
  const { bridge, toast } = useApp();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    const outcome = await bridge.call('app.copy', { text: words.join(' ') });
    if (outcome.ok) setCopied(true);
    else toast.set({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <div className={classes.line}>
      <code className={classes.text}>
        {words.map((word, index) => (
          <Fragment key={word}>
            {index > 0 && ' '}
            <span className={classes.word}>{word}</span>
          </Fragment>
        ))}
      </code>
      <Button
        className={classes.copy}
        variant="default"
        aria-label={label}
        leftSection={copied ? <IconCheck className={classes.done} size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => void copy()}
      >
        {copied ? t('act.copied') : t('act.copy')}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? t('act.copied') : ''}
      </span>
    </div>
  );
};
