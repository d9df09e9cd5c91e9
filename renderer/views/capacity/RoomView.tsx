import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconLockOff } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow, RoomChoice, RoomOrder, RoomSuggestion } from '../../../protocol/bridge.ts';
import { choose, isChosen, nothingChosen } from '../../room.ts';
import { senderName } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useMeter } from '../folders/useMeter.ts';
import { useGo } from '../go.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat, useMinute } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import { type Column, VirtualTable } from '../shared/VirtualTable.tsx';
import classes from './CapacityView.module.css';
import { Decision } from './Decision.tsx';
import { useRoomList } from './useRoom.ts';
import { Ways } from './Ways.tsx';

const Summary = () => {
  const status = useValue(useApp().status);
  return status && <Held status={status} />;
};
const Held = ({ status }: { status: NonNullable<ReturnType<ReturnType<typeof useApp>['status']['get']>> }) => {
  const { summary } = useMeter(status, useValue(useApp().account));
  return <p className={classes.total}>{summary}</p>;
};

/** Which messages shall make room: what that gains is shown before, and all of it is done at once. */
export const RoomView = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const app = useApp();
  const go = useGo();
  const { id, overwriteRead } = useValue(app.account);
  const status = useValue(app.status);
  const [order, setOrder] = useState<RoomOrder>('oldest');
  const [choice, setChoice] = useState<RoomChoice>(nothingChosen);
  const pages = useRoomList(order);
  const listing = useValue(pages.listing);
  const { rows, loaded, ended, problem } = listing;
  const show = useCallback((first: number, last: number) => pages.show(first, last), [pages]);
  // What was chosen was another account's, or would now gain nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is forgotten with these
  useEffect(() => setChoice(nothingChosen), [id, overwriteRead]);

  const columns = useMemo((): Column<MessageRow>[] => {
    const subjectOf = (row: MessageRow): string => row.subject || t('list.noSubject');
    const senderOf = (row: MessageRow): string => senderName(row.from) || t('list.noSender');
    return [
      {
        id: 'choose',
        name: t('room.choose'),
        hideName: true,
        cell: (row, tabIndex) => (
          <Checkbox
            size="xs"
            tabIndex={tabIndex}
            checked={isChosen(choice, row)}
            aria-label={t('room.chooseOne', { subject: subjectOf(row), sender: senderOf(row) })}
            onChange={(event) => setChoice(choose(choice, row, event.currentTarget.checked))}
          />
        ),
      },
      { id: 'from', name: t('server.from'), cell: (row) => <bdi>{senderOf(row)}</bdi>, hint: (row) => row.from },
      {
        id: 'subject',
        name: t('server.subject'),
        cell: (row) => (
          <bdi data-unread={!row.read || undefined} className={classes.subject}>
            {!row.read && <span className="visually-hidden">{t('list.isUnread')} </span>}
            {subjectOf(row)}
          </bdi>
        ),
        hint: subjectOf,
      },
      { id: 'size', name: t('server.size'), numeric: true, cell: (row) => format.bytes(row.bytes) },
      {
        id: 'received',
        name: t('room.received'),
        numeric: true,
        cell: (row) => format.shortTime(row.receivedAt, now),
        hint: (row) => format.fullTime(row.receivedAt),
      },
    ];
  }, [t, format, now, choice]);

  const tally = status?.tally;
  const could = tally ? tally.unread.count + (overwriteRead ? 0 : tally.read.count) : 0;
  const held = tally ? tally.unread.count + tally.read.count + tally.protected.count : 0;
  return (
    <section className={classes.view} data-room aria-label={t('room.title')}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('room.title')}</h1>
        <Summary />
        <SegmentedControl
          aria-label={t('room.order')}
          value={order}
          data={[
            { value: 'oldest', label: t('room.oldest') },
            { value: 'largest', label: t('room.largestFirst') },
          ]}
          onChange={(value) => setOrder(value === 'largest' ? 'largest' : 'oldest')}
        />
      </header>
      <Ways taken={choice.rule} onTake={({ rule }: RoomSuggestion) => setChoice({ rule, also: [], except: [] })} />
      <Decision choice={choice} onDone={() => setChoice(nothingChosen)} />
      {problem && rows.length === 0 ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('room.problem')} heading="h2">
          <Button onClick={() => pages.retry()}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      ) : loaded && ended && rows.length === 0 ? (
        <Notice
          icon={IconLockOff}
          title={t(held === 0 ? 'room.nothingEmpty' : 'room.nothing')}
          hint={t(held === 0 ? 'room.nothingEmptyHint' : overwriteRead ? 'room.nothingRead' : 'room.nothingHint')}
          heading="h2"
        >
          <Button onClick={() => go({ kind: 'settings', section: 'inbox' })}>{t('room.enlarge')}</Button>
        </Notice>
      ) : (
        <VirtualTable
          label={t('room.list')}
          listing={listing}
          total={could}
          columns={columns}
          keyOf={(row) => row.uid}
          className={classes.room ?? ''}
          isMarked={(row) => isChosen(choice, row)}
          onShow={show}
        />
      )}
    </section>
  );
};
