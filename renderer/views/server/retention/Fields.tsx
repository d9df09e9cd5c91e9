import { NativeSelect } from '@mantine/core';
import { useId } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { ServerFolder } from '../../../../protocol/bridge.ts';
import type { AgeUnit } from '../../../format.ts';
import type { Draft } from '../../../retention-form.ts';
import { NumberField } from '../../shared/NumberField.tsx';
import classes from './Policy.module.css';

interface FieldsProps {
  readonly draft: Draft;
  readonly folder: ServerFolder;
  /** The id of what says why the value is wrong, if it is. */
  readonly wrong: string | undefined;
  change(part: Partial<Draft>): void;
}

const AgeFields = ({ draft, folder, wrong, change }: FieldsProps) => {
  const { t } = useTranslation();
  const units: AgeUnit[] = draft.unit === 'second' ? ['day', 'hour', 'minute', 'second'] : ['day', 'hour', 'minute'];
  return (
    <span className={classes.fields} data-field="age">
      <NativeSelect
        aria-label={t('retention.ageMode')}
        value={draft.ageLimited ? 'limited' : 'unlimited'}
        onChange={(event) => change({ ageLimited: event.currentTarget.value === 'limited' })}
        data={[
          { value: 'limited', label: t('retention.limited') },
          { value: 'unlimited', label: t(folder === 'delivery' ? 'retention.untilFetched' : 'retention.forEver') },
        ]}
      />
      {draft.ageLimited && (
        <>
          <NumberField
            className={classes.value}
            aria-label={t('retention.ageValue')}
            aria-describedby={wrong}
            error={wrong !== undefined}
            value={draft.age}
            onChange={(age) => change({ age })}
          />
          <NativeSelect
            aria-label={t('retention.ageUnit')}
            value={draft.unit}
            onChange={(event) => change({ unit: units.find((unit) => unit === event.currentTarget.value) ?? 'day' })}
            data={units.map((unit) => ({ value: unit, label: t(`retention.${unit}`) }))}
          />
        </>
      )}
    </span>
  );
};

const NumberFields = ({ draft, wrong, change }: FieldsProps) => {
  const { t } = useTranslation();
  return (
    <span className={classes.fields} data-field="number">
      <NativeSelect
        aria-label={t('retention.numberMode')}
        value={draft.numberLimited ? 'limited' : 'unlimited'}
        onChange={(event) => change({ numberLimited: event.currentTarget.value === 'limited' })}
        data={[
          { value: 'limited', label: t('retention.limitedNumber') },
          { value: 'unlimited', label: t('retention.anyNumber') },
        ]}
      />
      {draft.numberLimited && (
        <>
          <NumberField
            className={classes.value}
            aria-label={t('retention.numberValue')}
            aria-describedby={wrong}
            error={wrong !== undefined}
            value={draft.number}
            onChange={(number) => change({ number })}
          />
          {t('retention.numberAfter')}
        </>
      )}
    </span>
  );
};

/** A folder's sentence with its values as fields, and what is wrong with them. */
export const Fields = ({
  folder,
  draft,
  wrong,
  change,
}: {
  folder: ServerFolder;
  draft: Draft;
  wrong: readonly ('age' | 'number')[];
  change(part: Partial<Draft>): void;
}) => {
  const { t } = useTranslation();
  const id = useId();
  const props = (field: 'age' | 'number'): FieldsProps => ({
    draft,
    folder,
    change,
    wrong: wrong.includes(field) ? `${id}-${field}` : undefined,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would stand before the sentence, which says it
    <div role="group" aria-label={t(`policy.folder_${folder}`)} data-folder={folder}>
      <div className={classes.editable}>
        <Trans
          i18nKey={`retention.${folder}`}
          components={{ age: <AgeFields {...props('age')} />, number: <NumberFields {...props('number')} /> }}
        />
      </div>
      {wrong.includes('age') && (
        <p id={`${id}-age`} className={classes.error}>
          {t('retention.badAge')}
        </p>
      )}
      {wrong.includes('number') && (
        <p id={`${id}-number`} className={classes.error}>
          {t('retention.badNumber')}
        </p>
      )}
      {folder === 'delivery' && draft.ageLimited && <p className={classes.warning}>{t('retention.warnDelivery')}</p>}
    </div>
  );
};
