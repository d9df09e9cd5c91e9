import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { SendingHelp } from '../../mail/FirstSteps.tsx';
import { Group } from '../parts.tsx';
import classes from '../SettingsView.module.css';

/** How programs send to the app's own mailbox. */
export const AddressesSection = () => {
  const { t } = useTranslation();
  const server = useValue(useApp().server);
  if (!server) return null;
  return (
    <Group title={t('settings.addresses')}>
      <p className={classes.hint}>{t('settings.addressesHint')}</p>
      <SendingHelp server={server} />
    </Group>
  );
};
