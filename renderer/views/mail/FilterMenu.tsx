import { ActionIcon, NativeSelect, Popover, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Kind, kindOf, kinds, nextDay, type SearchFilter, spans } from '../../search.ts';
import { DateField } from '../shared/DateField.tsx';
import classes from './MailHead.module.css';

type Change = { readonly [K in keyof SearchFilter]: SearchFilter[K] | undefined };

const timeOf = ({ days, since, until }: SearchFilter): string => {
  if (days !== undefined) return `${days}`;
  return since !== undefined || until !== undefined ? 'between' : '';
};

/** The filters that are wanted less often: what kind of message, and when it was sent. */
export const FilterMenu = ({ filter, onChange }: { filter: SearchFilter; onChange(change: Change): void }) => {
  const { t } = useTranslation();
  const [between, setBetween] = useState(false);
  const { since, until } = filter;
  const time = between && filter.days === undefined ? 'between' : timeOf(filter);
  const chooseTime = (value: string): void => {
    setBetween(value === 'between');
    const days = value === '' || value === 'between' ? undefined : Number(value);
    onChange({ days, since: undefined, until: undefined });
  };
  return (
    <Popover width="max-content" position="bottom-end" shadow="md" trapFocus returnFocus portalProps={{ target: '#overlays' }}>
      <Popover.Target>
        <Tooltip label={t('search.filters')}>
          <ActionIcon aria-label={t('search.filters')}>
            <IconAdjustmentsHorizontal size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('search.filters')}>
        <div className={classes.choices}>
          <NativeSelect
            label={t('search.kind')}
            value={kindOf(filter) ?? ''}
            data={[
              { value: '', label: t('search.anyKind') },
              ...(Object.keys(kinds) as Kind[]).map((kind) => ({ value: kind, label: t(`search.kinds.${kind}`) })),
            ]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              onChange({ type: value === '' ? undefined : kinds[value as Kind] });
            }}
          />
          <NativeSelect
            label={t('search.time')}
            value={time}
            data={[
              { value: '', label: t('search.anyTime') },
              ...spans.map((days) => ({ value: `${days}`, label: days === 1 ? t('search.today') : t('search.days', { count: days }) })),
              { value: 'between', label: t('search.between') },
            ]}
            onChange={(event) => chooseTime(event.currentTarget.value)}
          />
          {time === 'between' && (
            <div className={classes.range}>
              <DateField label={t('search.from')} value={since} onChange={(day) => onChange({ since: day })} />
              <DateField
                label={t('search.to')}
                value={until === undefined ? undefined : until - 1}
                onChange={(day) => onChange({ until: day === undefined ? undefined : nextDay(day) })}
              />
            </div>
          )}
          {since !== undefined && until !== undefined && since >= until && (
            <p className={classes.bad} role="alert">
              {t('search.badRange')}
            </p>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
};
