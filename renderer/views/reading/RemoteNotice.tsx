import { Button } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './RemoteNotice.module.css';

/** What was not loaded, and the two ways to have it loaded. */
export const RemoteNotice = ({
  count,
  sender,
  onLoad,
  onTrust,
}: {
  count: number;
  /** The address that the message names as its sender. */
  sender: string | null;
  onLoad(): void;
  onTrust(): void;
}) => {
  const { t } = useTranslation();
  return (
    <section className={classes.notice} aria-label={t('reading.remoteLabel')}>
      <IconPhotoOff size={16} stroke={1.6} aria-hidden />
      <p className={classes.words}>{t('reading.remote', { count })}</p>
      <div className={classes.acts}>
        <Button size="compact-xs" variant="light" onClick={onLoad}>
          {t('reading.load')}
        </Button>
        {sender !== null && (
          <Button size="compact-xs" variant="default" title={t('reading.trustHint')} onClick={onTrust}>
            {t('reading.trust', { sender })}
          </Button>
        )}
      </div>
    </section>
  );
};
