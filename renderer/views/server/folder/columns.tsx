import { IconLock } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ApiMessage } from '../../../../protocol/api.ts';
import type { Retention } from '../../../../protocol/bridge.ts';
import { type ServerColumn, serverColumns } from '../../../../protocol/settings.ts';
import type { Format } from '../../../format.ts';
import { typeOf } from '../../../media-type.ts';
import { senderName } from '../../../sender.ts';
import type { Column } from '../../shared/VirtualTable.tsx';
import classes from './Columns.module.css';
import { endingOf } from './ending.ts';

/** An age in its largest unit, for a cell. */
const ageOf = (t: TFunction, format: Format, ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  const unit = [86_400, 3_600, 60].find((size) => seconds >= size);
  return unit === undefined ? t('serverFolder.moment') : format.age(seconds - (seconds % unit));
};

/** What a folder's table can show; of those the reader chose some. @param policyOf that of a mailbox, as far as it is known */
export const columnsOf = (
  shown: readonly ServerColumn[],
  words: { t: TFunction; format: Format; now: number; policyOf(mailbox: string): Retention | null },
): Column<ApiMessage>[] => {
  const { t, format, now, policyOf } = words;
  const name = (column: ServerColumn): string => t(`serverFolder.column.${column}`);
  const subjectOf = (row: ApiMessage): string => row.subject || t('list.noSubject');
  const time = (column: 'arrived' | 'entered', of: (row: ApiMessage) => string): Column<ApiMessage> => ({
    id: column,
    name: name(column),
    width: '4rem',
    numeric: true,
    wide: column === 'entered',
    cell: (row) => format.shortTime(Date.parse(of(row)), now),
    hint: (row) => format.fullTime(Date.parse(of(row))),
  });
  const endOf = (row: ApiMessage) => endingOf(t, format, row, policyOf(row.mailbox), now);
  const all: Record<ServerColumn, Column<ApiMessage>> = {
    id: { id: 'id', name: name('id'), width: '4.5rem', numeric: true, wide: true, cell: (row) => row.id },
    mailbox: {
      id: 'mailbox',
      name: name('mailbox'),
      width: 'minmax(4.5rem, 0.6fr)',
      cell: (row) => row.mailbox,
      hint: (row) => row.mailbox,
    },
    from: {
      id: 'from',
      name: name('from'),
      width: 'minmax(4rem, 1fr)',
      cell: (row) => <bdi>{senderName(row.sender) || t('list.noSender')}</bdi>,
      hint: (row) => row.sender,
    },
    subject: {
      id: 'subject',
      name: name('subject'),
      width: 'minmax(6rem, 1.8fr)',
      cell: (row) => <bdi>{subjectOf(row)}</bdi>,
      hint: subjectOf,
    },
    type: {
      id: 'type',
      name: name('type'),
      width: '5rem',
      wide: true,
      cell: (row) => t(`server.types.${typeOf(row.type)}`),
      hint: (row) => row.type,
    },
    size: { id: 'size', name: name('size'), width: '3.75rem', numeric: true, cell: (row) => format.bytes(row.size) },
    arrived: time('arrived', (row) => row.acceptedAt),
    age: {
      id: 'age',
      name: name('age'),
      width: '6rem',
      numeric: true,
      wide: true,
      cell: (row) => ageOf(t, format, now - Date.parse(row.acceptedAt)),
      hint: (row) => format.fullTime(Date.parse(row.acceptedAt)),
    },
    entered: time('entered', (row) => row.enteredAt),
    held: {
      id: 'held',
      name: name('held'),
      width: '2.5rem',
      cell: (row) => row.held && <IconLock size={15} stroke={1.8} role="img" aria-label={t('serverFolder.heldMark')} />,
    },
    ends: {
      id: 'ends',
      name: name('ends'),
      width: 'minmax(4.5rem, 1.6fr)',
      cell: (row) => {
        const { short, because } = endOf(row);
        return (
          <div className={classes.ending}>
            {short}
            <span className={classes.because}>{because}</span>
          </div>
        );
      },
      hint: (row) => endOf(row).why,
    },
  };
  return serverColumns.filter((column) => shown.includes(column)).map((column) => all[column]);
};
