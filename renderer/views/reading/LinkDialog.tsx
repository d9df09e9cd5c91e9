import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import type { Link } from './addresses.ts';
import classes from './Dialogs.module.css';
import { judgeLink } from './links.ts';

/** Asks before a link leaves the app, and says where it truly leads. */
export const LinkDialog = ({ link, onClose }: { link: Link | null; onClose(): void }) => {
  const { t } = useTranslation();
  const { bridge, toast } = useApp();
  const judged = link && judgeLink(link);
  const warned = judged !== null && (judged.claims !== null || judged.odd);
  const follow = async (): Promise<void> => {
    onClose();
    if (!link) return;
    const outcome = await bridge.call('reading.follow', { url: link.url });
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const copy = (): void => {
    onClose();
    if (link) void bridge.call('app.copy', { text: link.url.slice(0, 10_000) });
  };
  return (
    <Dialog opened={link !== null} onClose={onClose} title={t('reading.link')}>
      {link && judged && (
        <div className={classes.body}>
          <p className={classes.address}>
            <bdi>{link.url}</bdi>
          </p>
          {judged.claims !== null && (
            <p className={classes.warning} role="alert">
              <IconAlertTriangle size={18} stroke={1.6} aria-hidden />
              {t('reading.linkClaims', { claims: judged.claims, host: judged.to })}
            </p>
          )}
          {judged.odd && (
            <p className={classes.warning} role="alert">
              <IconAlertTriangle size={18} stroke={1.6} aria-hidden />
              {t('reading.linkOdd', { host: judged.to })}
            </p>
          )}
          <DialogActs safe={warned}>
            <Button variant="default" onClick={copy}>
              {t('reading.linkCopy')}
            </Button>
            <Button data-autofocus={!warned || undefined} onClick={() => void follow()}>
              {t('reading.linkOpen')}
            </Button>
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
