import { Button } from '@mantine/core';
import { IconFileAlert, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { inert } from '../shared/inert.ts';
import { Notice } from '../shared/Notice.tsx';

/** Of a message whose bytes are not what was received. What is here stays until the server has sent it once more. */
export const Damaged = ({ row: { account, uid } }: { row: MessageRow }) => {
  const { t } = useTranslation();
  const { bridge, statuses, toast } = useApp();
  const status = useValue(statuses).get(account);
  const [asked, setAsked] = useState(false);
  const again = async (): Promise<void> => {
    if (asked) return;
    setAsked(true);
    const outcome = await bridge.call('inbox.again', { account, uids: [uid] });
    const lost = outcome.ok && outcome.value.some((one) => one.outcome === 'gone');
    if (!outcome.ok || lost) setAsked(false);
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
    else toast.set({ kind: 'again', coming: lost ? 0 : 1, lost: lost ? 1 : 0, full: status?.connection.kind === 'full' });
  };
  return (
    <Notice icon={IconFileAlert} tone="danger" title={t('message.damaged')} hint={t('message.damagedHint')} heading="h2">
      <Button leftSection={<IconRefresh size={16} aria-hidden />} {...inert(asked)} onClick={() => void again()}>
        {t('gone.again')}
      </Button>
    </Notice>
  );
};
