import { IconLock, IconPaperclip } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow as Row } from '../../../protocol/bridge.ts';
import { senderName } from '../../sender.ts';
import { useFormat } from '../shared/format.tsx';
import { Highlighted } from '../shared/Highlighted.tsx';
import classes from './MessageRow.module.css';

/** What a new message may make of this one. */
export type Fate = 'overwritable' | 'next' | null;

const Facts = ({ row, fate, account }: { row: Row; fate: Fate; account: string | undefined }) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className={classes.facts}>
      {account !== undefined && (
        <bdi className={classes.account} title={account}>
          {account}
        </bdi>
      )}
      {fate && (
        <span className={classes.fate} data-next={fate === 'next' || undefined}>
          {t(`row.${fate}`)}
        </span>
      )}
      {row.attachments !== null && row.attachments > 0 && (
        <>
          <IconPaperclip size={14} stroke={1.8} aria-hidden />
          <span className="visually-hidden">{t('row.attachments', { count: row.attachments })}</span>
        </>
      )}
      {row.protected && (
        <>
          <IconLock className={classes.lock} size={14} stroke={1.8} aria-hidden />
          <span className="visually-hidden">{t('list.isProtected')}</span>
        </>
      )}
      <span className={classes.size}>{format.bytes(row.bytes)}</span>
    </span>
  );
};

export const MessageRow = memo(
  ({
    row,
    index,
    top,
    size,
    lines,
    now,
    fate,
    account,
    selected,
    tabbable,
    onClick,
    onMenu,
    onOpen,
  }: {
    row: Row;
    index: number;
    /** CSS pixels from the start of the list. */
    top: number;
    /** Rows in the whole list. */
    size: number;
    lines: 1 | 2;
    now: number;
    fate: Fate;
    /** The name of the one that has it, where there are several. */
    account?: string | undefined;
    selected: boolean;
    tabbable: boolean;
    onClick(uid: string, index: number, event: MouseEvent): void;
    onMenu(uid: string, event: MouseEvent): void;
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
        data-lines={lines}
        data-unread={!row.read || undefined}
        tabIndex={tabbable ? 0 : -1}
        style={{ transform: `translateY(${top}px)` }}
        onClick={(event) => onClick(row.uid, index, event)}
        onContextMenu={(event) => onMenu(row.uid, event)}
        onDoubleClick={onOpen}
      >
        <i className={classes.dot} />
        {!row.read && <span className="visually-hidden">{t('list.isUnread')}</span>}
        <bdi className={classes.sender}>{sender ? <Highlighted text={sender} /> : t('list.noSender')}</bdi>
        <span className={classes.text}>
          <bdi className={classes.subject}>{row.subject ? <Highlighted text={row.subject} /> : t('list.noSubject')}</bdi>
          {row.preview !== '' && (
            <bdi className={classes.preview}>
              <Highlighted text={row.preview} />
            </bdi>
          )}
        </span>
        <span className={classes.time}>{format.shortTime(row.receivedAt, now)}</span>
        <Facts row={row} fate={fate} account={account} />
      </div>
    );
  },
);
