import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Kind, kindOf, kinds, nextDay } from '../../../search.ts';
import { DateField } from '../../shared/DateField.tsx';
import classes from './Filter.module.css';
import type { FilterChange, FolderFilter } from './filter.ts';

/** Bytes in the unit of the fields. */
const unit = 1_000;
/** Days within which a message ends. */
const spans = [1, 7, 30] as const;

/** The filters that are wanted less often. */
export const FilterForm = ({ filter, onChange }: { filter: FolderFilter; onChange(change: FilterChange): void }) => {
  const { t } = useTranslation();
  const { since, until, least, most, held, endsWithin } = filter;
  const bytes = (value: string | number): number | undefined => (typeof value === 'number' ? Math.round(value * unit) : undefined);
  const size = (key: 'least' | 'most', value: number | undefined) => (
    <NumberInput
      size="xs"
      label={t(`serverFolder.filter.${key}`)}
      suffix={` ${t('serverFolder.filter.sizeUnit')}`}
      min={0}
      max={10_000_000}
      hideControls
      value={value === undefined ? '' : value / unit}
      onChange={(given) => onChange({ [key]: bytes(given) })}
    />
  );
  return (
    <div className={classes.form}>
      <NativeSelect
        size="xs"
        label={t('serverFolder.filter.type')}
        value={kindOf(filter.type === undefined ? {} : { type: filter.type }) ?? ''}
        data={[
          { value: '', label: t('serverFolder.filter.anyType') },
          ...(Object.keys(kinds) as Kind[]).map((kind) => ({ value: kind, label: t(`search.kinds.${kind}`) })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ type: value === '' ? undefined : kinds[value as Kind] })}
      />
      <fieldset className={classes.pair}>
        <legend>{t('serverFolder.filter.size')}</legend>
        {size('least', least)}
        {size('most', most)}
      </fieldset>
      {least !== undefined && most !== undefined && least > most && (
        <p className={classes.bad} role="alert">
          {t('serverFolder.filter.badSize')}
        </p>
      )}
      <fieldset className={classes.pair}>
        <legend>{t('serverFolder.filter.time')}</legend>
        <DateField label={t('serverFolder.filter.since')} value={since} onChange={(day) => onChange({ since: day })} />
        <DateField
          label={t('serverFolder.filter.until')}
          value={until === undefined ? undefined : until - 1}
          onChange={(day) => onChange({ until: day === undefined ? undefined : nextDay(day) })}
        />
      </fieldset>
      {since !== undefined && until !== undefined && since >= until && (
        <p className={classes.bad} role="alert">
          {t('serverFolder.filter.badTime')}
        </p>
      )}
      <NativeSelect
        size="xs"
        label={t('serverFolder.filter.held')}
        value={held === undefined ? '' : String(held)}
        data={[
          { value: '', label: t('serverFolder.filter.heldAny') },
          { value: 'true', label: t('serverFolder.filter.heldYes') },
          { value: 'false', label: t('serverFolder.filter.heldNo') },
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ held: value === '' ? undefined : value === 'true' })}
      />
      <NativeSelect
        size="xs"
        label={t('serverFolder.filter.ends')}
        value={endsWithin?.toString() ?? ''}
        data={[
          { value: '', label: t('serverFolder.filter.endsAny') },
          ...spans.map((count) => ({ value: `${count}`, label: t('serverFolder.filter.endsIn', { count }) })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ endsWithin: value === '' ? undefined : Number(value) })}
      />
    </div>
  );
};
