import { IconLock } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow as Row } from '../../../protocol/bridge.ts';
import { senderName } from '../../sender.ts';
import { useFormat } from '../shared/format.tsx';
import { Highlighted } from '../shared/Highlighted.tsx';
import classes from './MessageRow.module.css';

export const MessageRow = memo(
  ({
    row,
    index,
    top,
    size,
    now,
    selected,
    tabbable,
    onClick,
    onOpen,
  }: {
    row: Row;
    index: number;
    /** CSS pixels from the start of the list. */
    top: number;
    /** Rows in the whole list. */
    size: number;
    now: number;
    selected: boolean;
    tabbable: boolean;
    onClick(uid: string, event: MouseEvent): void;
    onOpen(): void;
  }) => {
    const { t } = useTranslation();
    const format = useFormat();
    const sender = senderName(row.from);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list box handles the keys of all its rows
      <div
        className={classes.row}
        role="option"
        aria-selected={selected}
        aria-setsize={size}
        aria-posinset={index + 1}
        data-index={index}
        data-unread={!row.read || undefined}
        tabIndex={tabbable ? 0 : -1}
        style={{ transform: `translateY(${top}px)` }}
        onClick={(event) => onClick(row.uid, event)}
        onDoubleClick={onOpen}
      >
        <i className={classes.dot} />
        {!row.read && <span className="visually-hidden">{t('list.isUnread')}</span>}
        <bdi className={classes.sender}>{sender ? <Highlighted text={sender} /> : t('list.noSender')}</bdi>
        <bdi className={classes.subject}>{row.subject ? <Highlighted text={row.subject} /> : t('list.noSubject')}</bdi>
        <span className={classes.time}>{format.shortTime(row.receivedAt, now)}</span>
        <span className={classes.facts}>
          {row.protected && (
            <>
              <IconLock className={classes.lock} size={14} stroke={1.8} aria-hidden />
              <span className="visually-hidden">{t('list.isProtected')}</span>
            </>
          )}
          {format.bytes(row.bytes)}
        </span>
      </div>
    );
  },
);
