import { memo, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { letterLimits } from '../../../protocol/bridge.ts';
import classes from './ComposeForm.module.css';

/** Where the words are written. The field itself keeps them: a long text that is compared and drawn anew at each key is felt. */
export const Writing = memo(
  ({
    ref,
    initial,
    onWrite,
    onLeave,
  }: {
    ref: Ref<HTMLTextAreaElement>;
    initial: string;
    onWrite(text: string): void;
    onLeave(): void;
  }) => {
    const { t } = useTranslation();
    return (
      <textarea
        ref={ref}
        className={classes.text}
        aria-label={t('letters.text')}
        maxLength={letterLimits.text}
        spellCheck
        defaultValue={initial}
        onChange={(event) => onWrite(event.currentTarget.value)}
        onBlur={onLeave}
      />
    );
  },
);
