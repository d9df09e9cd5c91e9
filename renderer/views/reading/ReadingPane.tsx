import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconDownload,
  IconLock,
  IconLockOpen,
  IconMail,
  IconMailOpened,
  IconMailQuestion,
  IconMailX,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { useMessage } from '../../state/message.ts';
import { useSave } from '../../state/save.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { Details } from '../shared/Details.tsx';
import { Notice } from '../shared/Notice.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import { Attachments } from './Attachments.tsx';
import { MessageBody } from './MessageBody.tsx';
import { MessageHeader } from './MessageHeader.tsx';
import classes from './ReadingPane.module.css';

/** How long a message must have been shown before it counts as read, in ms: passing over it is not reading. */
const dwell = 400;

interface Acts {
  /** What "read" and "protect" would do to the selection. */
  canRead: boolean;
  canProtect: boolean;
  deletedFolder: boolean;
  onRead(): void;
  onProtect(): void;
  onRemove(): void;
}

const Toolbar = ({ acts, onSave }: { acts: Acts; onSave?: (() => void) | undefined }) => {
  const { t } = useTranslation();
  return (
    <div className={classes.acts} role="toolbar" aria-label={t('message.label')}>
      <ActButton
        icon={acts.canProtect ? IconLock : IconLockOpen}
        name={acts.canProtect ? t('act.protect') : t('act.unprotect')}
        shortcut="S"
        pressed={!acts.canProtect}
        onClick={acts.onProtect}
      />
      <ActButton
        icon={acts.canRead ? IconMailOpened : IconMail}
        name={acts.canRead ? t('act.read') : t('act.unread')}
        shortcut="M"
        onClick={acts.onRead}
      />
      {onSave && <ActButton icon={IconDownload} name={t('act.save')} onClick={onSave} />}
      {acts.deletedFolder ? (
        <ActButton icon={IconArrowBackUp} name={t('act.restore')} onClick={acts.onRemove} />
      ) : (
        <ActButton icon={IconTrash} name={t('act.delete')} shortcut="Delete" danger onClick={acts.onRemove} />
      )}
    </div>
  );
};

const Opened = ({ row, acts, onShown }: { row: MessageRow; acts: Acts; onShown(row: MessageRow): void }) => {
  const { t } = useTranslation();
  const { message, retry } = useMessage(row.uid);
  const save = useSave();
  const late = useDelayed(message.kind === 'loading');
  const shown = message.kind === 'shown';
  const latest = useRef({ row, onShown });
  useEffect(() => {
    latest.current = { row, onShown };
  });
  useEffect(() => {
    // Whoever marks a message as unread while looking at it means it.
    if (!shown || latest.current.row.read) return;
    const timer = setTimeout(() => {
      const { row: current, onShown: tell } = latest.current;
      if (!current.read && document.visibilityState === 'visible') tell(current);
    }, dwell);
    return () => clearTimeout(timer);
  }, [shown]);
  if (message.kind === 'problem') {
    const gone = message.problem.code === 'message-unknown';
    return (
      <Notice
        icon={IconMailX}
        tone={gone ? 'quiet' : 'danger'}
        title={t(gone ? 'message.gone' : 'message.problem')}
        hint={t(gone ? 'message.goneHint' : 'message.problemHint')}
        heading="h2"
      >
        {!gone && <Button onClick={retry}>{t('act.tryAgain')}</Button>}
        <Details problem={message.problem} />
      </Notice>
    );
  }
  return (
    <>
      <header className={classes.bar}>
        <Toolbar acts={acts} onSave={() => void save(row.uid, null)} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable */}
      <section className={classes.scroller} tabIndex={0} aria-label={row.subject || t('list.noSubject')}>
        <MessageHeader row={row} to={shown ? message.content.to : ''} />
        {shown && <MessageBody content={message.content} onSave={() => void save(row.uid, null)} />}
        {shown && message.content.attachments.length > 0 && (
          <Attachments attachments={message.content.attachments} onSave={(index) => void save(row.uid, index)} />
        )}
        {late && (
          <div className={classes.skeleton} role="status" aria-label={t('message.loading')}>
            <i />
            <i />
            <i />
          </div>
        )}
      </section>
    </>
  );
};

/** The open message, or what there is instead of one. */
export const ReadingPane = ({
  ref,
  row,
  count,
  onShown,
  onBack,
  ...acts
}: Acts & {
  ref: Ref<HTMLElement>;
  row: MessageRow | undefined;
  /** Messages that are selected. */
  count: number;
  /** The message has been in view long enough to count as read. */
  onShown(row: MessageRow): void;
  onBack(): void;
}) => {
  const { t } = useTranslation();
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onBack();
  };
  return (
    <section ref={ref} className={classes.pane} aria-label={t('message.label')} tabIndex={-1} onKeyDown={key}>
      {row ? (
        <Opened key={row.uid} row={row} acts={acts} onShown={onShown} />
      ) : count > 1 ? (
        <>
          <header className={classes.bar}>
            <Toolbar acts={acts} />
          </header>
          <Notice icon={IconStack2} title={t('count.selected', { count })} hint={t('message.multiHint')} heading="h2" />
        </>
      ) : (
        <>
          <div className={classes.bar} />
          <Notice icon={IconMailQuestion} title={t('message.none')} hint={t('message.noneHint')} />
        </>
      )}
    </section>
  );
};
