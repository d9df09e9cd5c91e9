import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberOf } from '../../../numbers.ts';
import { type Kind, kindOf, kinds, nextDay } from '../../../search.ts';
import { DateField } from '../../shared/DateField.tsx';
import { NumberField } from '../../shared/NumberField.tsx';
import classes from './Filter.module.css';
import type { FilterChange, FolderFilter } from './filter.ts';

/** Bytes in the unit of the fields. */
const unit = 1_000;
/** In that unit. */
const largest = 10_000_000;
/** Days within which a message ends. */
const spans = [1, 7, 30] as const;

/** Undefined: nothing, or no size. */
const bytesOf = (written: string): number | undefined => {
  const size = numberOf(written, 3);
  return size === null || size > largest ? undefined : Math.round(size * unit);
};

const SizeField = ({ label, value, onChange }: { label: string; value: number | undefined; onChange(value: number | undefined): void }) => {
  const [typed, setTyped] = useState('');
  // It may have been changed elsewhere.
  const shown = bytesOf(typed) === value ? typed : value === undefined ? '' : String(value / unit);
  return (
    <NumberField
      label={label}
      value={shown}
      error={shown.trim() !== '' && bytesOf(shown) === undefined}
      onChange={(written) => {
        setTyped(written);
        onChange(bytesOf(written));
      }}
    />
  );
};

/** The filters that are wanted less often. */
export const FilterForm = ({ filter, onChange }: { filter: FolderFilter; onChange(change: FilterChange): void }) => {
  const { t } = useTranslation();
  const { since, until, least, most, held, endsWithin } = filter;
  const size = (key: 'least' | 'most', value: number | undefined) => (
    <SizeField label={t(`serverFolder.filter.${key}`)} value={value} onChange={(bytes) => onChange({ [key]: bytes })} />
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
