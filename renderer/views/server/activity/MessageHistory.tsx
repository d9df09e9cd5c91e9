import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconHistoryOff, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenNotes } from '../../../activity-words.ts';
import { senderName } from '../../../sender.ts';
import { Details } from '../../shared/Details.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { useAsked } from '../host.ts';
import { CopyHistory } from './CopyHistory.tsx';
import classes from './MessageHistory.module.css';

/** All that became of a message, from its acceptance on: of every copy of the same submission, wherever it was handed on. */
export const MessageHistory = ({ uid, notes, onClose }: { uid: string; notes: TokenNotes; onClose(): void }) => {
  const { t } = useTranslation();
  const { value, problem, again } = useAsked('copies', { path: { uid } });
  const asked = value?.copies.find((copy) => copy.uid === uid.toLowerCase());
  const close = useRef<HTMLButtonElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const title = useId();
  useEffect(() => close.current?.focus(), []);
  const there = value !== undefined;
  useEffect(() => {
    if (there) scroller.current?.querySelector('[data-asked]')?.scrollIntoView({ block: 'nearest' });
  }, [there]);
  const known = new Set(value?.copies.map((copy) => copy.uid));
  const first = value?.copies.filter(({ from }) => from === null || !known.has(from)) ?? [];
  return (
    <section
      className={classes.panel}
      aria-labelledby={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={classes.head}>
        <h2 id={title} className={classes.title} title={asked?.subject}>
          {asked ? t('activity.historyOf', { subject: asked.subject || t('activity.noSubject') }) : t('activity.history')}
        </h2>
        <ActionIcon ref={close} aria-label={t('activity.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </header>
      {problem?.code === 'message-unknown' ? (
        <Notice icon={IconHistoryOff} title={t('activity.unknown')} hint={t('activity.unknownHint')} />
      ) : problem && !value ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('activity.problem')} hint={t('activity.problemHint')}>
          <Button onClick={again}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <div ref={scroller} className={classes.scroller} tabIndex={0}>
          {asked && (
            <p className={classes.dim}>
              {asked.sender !== '' && (
                <>
                  <bdi>{t('activity.from', { sender: senderName(asked.sender) })}</bdi> ·{' '}
                </>
              )}
              {t('activity.copies', { count: value?.copies.length ?? 0 })}
            </p>
          )}
          {value && value.forgotten.length > 0 && (
            <p className={classes.dim}>{t('activity.forgotten', { count: value.forgotten.length })}</p>
          )}
          {first.map((copy) => (
            <CopyHistory key={copy.uid} copy={copy} copies={value?.copies ?? []} asked={uid.toLowerCase()} notes={notes} depth={0} />
          ))}
          {value?.more && <p className={classes.dim}>{t('activity.moreCopies')}</p>}
        </div>
      )}
    </section>
  );
};
