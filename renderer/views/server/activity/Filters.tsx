import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type KindGroup, kindGroupNames } from '../../../activity-words.ts';
import { nextDay } from '../../../search.ts';
import { DateField } from '../../shared/DateField.tsx';
import { WordsField } from '../../shared/WordsField.tsx';
import { useAsked } from '../host.ts';
import classes from './ActivityView.module.css';

export interface Chosen {
  readonly group: KindGroup | null;
  readonly subject: string;
  /** ms; the second behind its last day. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export const everything: Chosen = { group: null, subject: '', since: undefined, until: undefined };

/** What of the activity is shown. */
export const Filters = ({
  chosen,
  mailbox,
  onChange,
  onMailbox,
}: {
  chosen: Chosen;
  mailbox: string | undefined;
  onChange(change: Partial<Chosen>): void;
  onMailbox(mailbox: string | undefined): void;
}) => {
  const { t } = useTranslation();
  const names = useAsked('mailboxes', {}).value?.mailboxes.map(({ name }) => name) ?? [];
  const { group, subject, since, until } = chosen;
  const all = mailbox === undefined || names.includes(mailbox) ? names : [...names, mailbox];
  const plain = group === null && subject === '' && since === undefined && until === undefined && mailbox === undefined;
  return (
    <search className={classes.filters} aria-label={t('activity.filters')}>
      <NativeSelect
        aria-label={t('activity.group')}
        value={group ?? ''}
        data={[
          { value: '', label: t('activity.groups.all') },
          ...kindGroupNames.map((one) => ({ value: one, label: t(`activity.groups.${one}`) })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ group: kindGroupNames.find((one) => one === value) ?? null })}
      />
      <NativeSelect
        aria-label={t('activity.mailbox')}
        value={mailbox ?? ''}
        data={[{ value: '', label: t('activity.allMailboxes') }, ...all.map((name) => ({ value: name, label: name }))]}
        onChange={({ currentTarget: { value } }) => onMailbox(value === '' ? undefined : value)}
      />
      <WordsField
        className={classes.subject}
        label={t('activity.subject')}
        value={subject}
        onChange={(words) => onChange({ subject: words })}
      />
      <span className={classes.days}>
        <DateField label={t('activity.since')} hideLabel value={since} onChange={(day) => onChange({ since: day })} />
        <span aria-hidden>–</span>
        <DateField
          label={t('activity.until')}
          hideLabel
          value={until === undefined ? undefined : until - 1}
          onChange={(day) => onChange({ until: day === undefined ? undefined : nextDay(day) })}
        />
      </span>
      {!plain && (
        <Button
          variant="subtle"
          onClick={() => {
            onChange(everything);
            if (mailbox !== undefined) onMailbox(undefined);
          }}
        >
          {t('activity.clear')}
        </Button>
      )}
    </search>
  );
};
