import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMessage } from '../../../../protocol/api.ts';
import type { Retention } from '../../../../protocol/bridge.ts';
import { useValue } from '../../../state/value.ts';
import type { Choosing } from '../../shared/choosing.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { VirtualTable } from '../../shared/VirtualTable.tsx';
import { useServerTable } from '../host.ts';
import { columnsOf } from './columns.tsx';
import type { FolderList } from './folder-list.ts';

/** What a folder of a server holds: any place of it is read when it comes into view. */
export const FolderTable = ({
  list,
  several,
  choosing,
  policyOf,
}: {
  list: FolderList;
  /** Messages of several mailboxes are shown. */
  several: boolean;
  choosing: Choosing<ApiMessage>;
  policyOf(mailbox: string): Retention | null;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const [{ columns: wanted }] = useServerTable();
  const listing = useValue(list.pages.listing);
  const total = useValue(list.total);
  const columns = useMemo(
    () =>
      columnsOf(
        wanted.filter((column) => several || column !== 'mailbox'),
        { t, format, now, policyOf },
      ),
    [t, format, now, wanted, several, policyOf],
  );
  const show = useCallback((first: number, last: number) => list.pages.show(first, last), [list]);
  return (
    <VirtualTable
      label={t('server.label', { folder: t(`folders.${list.sight.folder}`) })}
      listing={listing}
      total={list.filtered ? 0 : (total?.count ?? 0)}
      columns={columns}
      keyOf={(row) => row.uid}
      className=""
      choosing={choosing}
      onShow={show}
    />
  );
};
