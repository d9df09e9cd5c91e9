import { Radio, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ownAccount } from '../../../../protocol/account.ts';
import type { AccountInfo, Status } from '../../../../protocol/bridge.ts';
import { sentences } from '../../../sentences.ts';
import { useApp } from '../../../state/app.ts';
import { useRetention } from '../../../state/retention.ts';
import { useValue } from '../../../state/value.ts';
import { useAccountName } from '../../account-name.ts';
import { useFormat } from '../../shared/format.tsx';
import { CapSetting } from '../CapSetting.tsx';
import { Group } from '../parts.tsx';
import classes from '../SettingsView.module.css';

/** What it would mean to let read messages be overwritten, or to let them no more. */
const useOverwritingWords = (): ((account: AccountInfo, status: Status | null) => string) => {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ overwriteRead }, status) => {
    if (!status) return '';
    const { count, bytes } = status.tally.read;
    if (overwriteRead) return t('settings.overwriteOff', { count });
    const could = t('settings.overwriteOn', { count, bytes: format.bytes(bytes) });
    return sentences(t, could, status.connection.kind === 'full' && count > 0 && t('settings.overwriteFull'));
  };
};

/** How long the app's own server keeps what was fetched. */
const ProcessedRule = ({ mailbox }: { mailbox: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const policy = useRetention(useApp().servers.port(ownAccount), mailbox);
  if (!policy) return null;
  const { maxAge, maxCount } = policy.processed;
  const age = maxAge === null ? t('retention.forEver') : t('retention.age', { age: format.age(maxAge) });
  const number = maxCount === null ? t('retention.anyNumber') : t('retention.atMost', { limit: format.number(maxCount) });
  return (
    <>
      {t('between')}
      {t('settings.moveRule', { age, number })}
    </>
  );
};

/** Of the account that is shown: how much its inbox holds, and what its server does after receipt. */
export const InboxSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const account = useValue(app.account);
  const accounts = useValue(app.accounts);
  const status = useValue(app.status);
  const nameOf = useAccountName();
  const overwritingWords = useOverwritingWords();
  const several = accounts.length > 1;
  return (
    <>
      <Group title={t('settings.inbox')}>
        {several && <p className={classes.hint}>{t('settings.inboxOf', { name: nameOf(account) })}</p>}
        <CapSetting key={account.id} />
        <Switch
          label={t('settings.overwrite')}
          description={sentences(t, t('settings.overwriteHint'), overwritingWords(account, status))}
          checked={account.overwriteRead}
          onChange={(event) => void app.changeAccount({ overwriteRead: event.currentTarget.checked })}
        />
      </Group>
      <Group title={t('settings.server')}>
        <Radio.Group
          label={t('settings.after')}
          description={t('settings.afterFrom')}
          value={account.afterReceipt}
          onChange={(value) => void app.changeAccount({ afterReceipt: value === 'delete' ? 'delete' : 'move' })}
        >
          <Stack gap="sm" mt="sm">
            <Radio
              value="move"
              label={t('settings.move')}
              description={
                <>
                  {t('settings.moveHint')}
                  {account.own && <ProcessedRule mailbox={account.mailbox} />}
                </>
              }
            />
            <Radio value="delete" label={t('settings.delete')} description={t('settings.deleteHint')} />
          </Stack>
        </Radio.Group>
      </Group>
    </>
  );
};
