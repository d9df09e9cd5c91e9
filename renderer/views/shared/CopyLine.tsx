import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './CopyLine.module.css';
import { useCopied } from './useCopied.ts';

/** A line to be pasted elsewhere, with a button that copies it; it breaks only between its words. */
export const CopyLine = ({ words, label }: { words: readonly string[]; label: string }) => {
  const { t } = useTranslation();
  const [copied, copy] = useCopied();
  return (
    <div className={classes.line}>
      <code className={classes.text}>
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice, and none moves
          <Fragment key={index}>
            {index > 0 && ' '}
            <span className={classes.word}>{word}</span>
          </Fragment>
        ))}
      </code>
      <Button
        className={classes.copy}
        variant="default"
        // What it says now is its name.
        aria-label={copied ? undefined : label}
        leftSection={copied ? <IconCheck className={classes.done} size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => void copy(words.join(' '))}
      >
        {copied ? t('act.copied') : t('act.copy')}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? t('act.copied') : ''}
      </span>
    </div>
  );
};
