import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Quota } from '../../../../protocol/mailbox.ts';
import { useFormat } from '../../shared/format.tsx';
import { NumberField } from '../../shared/NumberField.tsx';
import { useAsked } from '../host.ts';
import classes from './Mailboxes.module.css';
import { type QuotaDraft, quotaWords, toQuota } from './quota.ts';

export interface Sharing {
  readonly shared: boolean;
  /** Null: the default of the server. */
  readonly quota: QuotaDraft | null;
}

/** The quota that was chosen; undefined: it is not complete. */
export const quotaOf = ({ quota }: Sharing): Quota | null | undefined => (quota === null ? null : toQuota(quota));

/** Whether several devices take from a mailbox, and how much may wait in it. */
export const QuotaFields = ({ value, onChange }: { value: Sharing; onChange(value: Sharing): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { value: defaults } = useAsked('defaults', {});
  const { shared, quota } = value;
  return (
    <>
      <Switch
        label={t('boxes.form.shared')}
        description={t('boxes.form.sharedHint')}
        checked={shared}
        onChange={(event) => onChange({ ...value, shared: event.currentTarget.checked })}
      />
      <Switch
        label={t('boxes.form.ownQuota')}
        description={
          quota === null && defaults
            ? t('boxes.form.defaultQuota', { quota: quotaWords(t, format, defaults.quota) })
            : t('boxes.form.quotaHint')
        }
        checked={quota !== null}
        onChange={(event) => onChange({ ...value, quota: event.currentTarget.checked ? { messages: '', megabytes: '' } : null })}
      />
      {quota !== null && (
        <div className={classes.pair}>
          <NumberField
            size="sm"
            label={t('boxes.form.messages')}
            description={t('boxes.form.unlimited')}
            value={quota.messages}
            error={toQuota({ ...quota, megabytes: '' }) === undefined}
            onChange={(messages) => onChange({ ...value, quota: { ...quota, messages } })}
          />
          <NumberField
            size="sm"
            label={t('boxes.form.megabytes')}
            description={t('boxes.form.unlimited')}
            value={quota.megabytes}
            error={toQuota({ ...quota, messages: '' }) === undefined}
            onChange={(megabytes) => onChange({ ...value, quota: { ...quota, megabytes } })}
          />
        </div>
      )}
    </>
  );
};
