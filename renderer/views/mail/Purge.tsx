import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconTrashX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useFolders } from '../../state/together.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useFormat } from '../shared/format.tsx';

/** Messages in one call; the bridge takes no more. */
const batch = 1_000;

const Empty = ({ onClick }: { onClick(): void }) => {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('purge.empty')}>
      <ActionIcon aria-label={t('purge.empty')} onClick={onClick}>
        <IconTrashX size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
};

/** Asks before messages are deleted for good: these, or all that are deleted. */
const Question = ({
  list,
  uids,
  rows,
  all,
  onClose,
  onPurged,
}: {
  list: MailList;
  uids: ReadonlySet<string> | null;
  /** Those of them that were read. */
  rows: readonly MessageRow[];
  all: boolean;
  onClose(): void;
  onPurged(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge, toast, account, accounts, together } = useApp();
  const tally = useFolders()?.tally.deleted;
  const sum = rows.reduce((bytes, row) => bytes + row.bytes, 0);
  const amount = uids
    ? { count: uids.size, bytes: rows.length === uids.size ? sum : null }
    : { count: tally?.count ?? 0, bytes: tally?.bytes ?? 0 };
  const purge = async (): Promise<void> => {
    onPurged();
    onClose();
    let count = 0;
    const every = together.get() ? accounts.get() : [account.get()];
    const wanted = uids ? list.byAccount(uids) : every.map(({ id }) => ({ account: id, uids: null }));
    for (const { account, uids: these } of wanted)
      for (let start = 0; start < (these?.length ?? 1); start += batch) {
        const outcome = await bridge.call('inbox.purge', { account, uids: these?.slice(start, start + batch) ?? null });
        if (outcome.ok) count += outcome.value.length;
        else toast.set({ kind: 'problem', problem: outcome.problem });
      }
    if (count > 0) toast.set({ kind: 'purged', count });
  };
  return (
    <Dialog opened={uids !== null || all} onClose={onClose} size="sm" title={t('purge.title', { count: amount.count })}>
      <p style={{ margin: 0 }}>
        {t('purge.noUndo')} {amount.bytes !== null && t('purge.frees', { bytes: format.bytes(amount.bytes) })}
      </p>
      <DialogActs safe>
        <Button color="red" onClick={() => void purge()}>
          {t('purge.act')}
        </Button>
      </DialogActs>
    </Dialog>
  );
};

/** What is deleted for good: the button that asks for it, and the question. */
export const Purge = { Empty, Question };
