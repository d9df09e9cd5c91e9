import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../shared/CopyLine.module.css';
import { useServer } from '../host.ts';

/** A secret or a line to be pasted elsewhere, with a button that copies it. */
export const Copyable = ({ words, label }: { words: readonly string[]; label: string }) => {
  const { t } = useTranslation();
  const { copy } = useServer();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={classes.line}>
      <code className={classes.text}>{words.join(' ')}</code>
      <Button
        className={classes.copy}
        variant="default"
        // What it says now is its name.
        aria-label={copied ? undefined : label}
        leftSection={copied ? <IconCheck className={classes.done} size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => {
          copy(words.join(' '));
          setCopied(true);
        }}
      >
        {copied ? t('act.copied') : t('act.copy')}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? t('act.copied') : ''}
      </span>
    </div>
  );
};
