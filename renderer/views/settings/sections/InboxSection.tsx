import { Radio, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { CapSetting } from '../CapSetting.tsx';
import { Group } from '../parts.tsx';

/** Of the account that is shown: how much its inbox holds, and what its server does after receipt. */
export const InboxSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const account = useValue(app.account);
  return (
    <>
      <Group title={t('settings.inbox')}>
        <CapSetting key={account.id} />
        <Switch
          label={t('settings.overwrite')}
          description={t('settings.overwriteHint')}
          checked={account.overwriteRead}
          onChange={(event) => void app.changeAccount({ overwriteRead: event.currentTarget.checked })}
        />
      </Group>
      <Group title={t('settings.server')}>
        <Radio.Group
          label={t('settings.after')}
          value={account.afterReceipt}
          onChange={(value) => void app.changeAccount({ afterReceipt: value === 'delete' ? 'delete' : 'move' })}
        >
          <Stack gap="sm" mt="sm">
            <Radio value="move" label={t('settings.move')} description={t('settings.moveHint')} />
            <Radio value="delete" label={t('settings.delete')} description={t('settings.deleteHint')} />
          </Stack>
        </Radio.Group>
      </Group>
    </>
  );
};
