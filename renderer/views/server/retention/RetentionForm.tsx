import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Retention, ServerFolder } from '../../../../protocol/bridge.ts';
import type { AgeUnit } from '../../../format.ts';
import { type Draft, draftOf, policyOf } from '../../../retention-form.ts';
import { Details } from '../../shared/Details.tsx';
import type { Problem } from '../host.ts';
import classes from './RetentionPolicy.module.css';

const AgeFields = ({
  draft,
  folder,
  wrong,
  change,
}: {
  draft: Draft;
  folder: ServerFolder;
  /** The id of what says why the value is wrong, if it is. */
  wrong: string | undefined;
  change(part: Partial<Draft>): void;
}) => {
  const { t } = useTranslation();
  const units: AgeUnit[] = draft.unit === 'second' ? ['day', 'hour', 'minute', 'second'] : ['day', 'hour', 'minute'];
  return (
    <span className={classes.fields}>
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
          <NumberInput
            className={classes.value}
            aria-label={t('retention.ageValue')}
            aria-describedby={wrong}
            error={wrong !== undefined}
            value={draft.age}
            allowNegative={false}
            thousandSeparator=","
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

const NumberFields = ({ draft, wrong, change }: { draft: Draft; wrong: string | undefined; change(part: Partial<Draft>): void }) => {
  const { t } = useTranslation();
  return (
    <span className={classes.fields}>
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
        <NumberInput
          className={classes.value}
          aria-label={t('retention.numberValue')}
          aria-describedby={wrong}
          error={wrong !== undefined}
          value={draft.number}
          allowNegative={false}
          thousandSeparator=","
          onChange={(number) => change({ number })}
        />
      )}
    </span>
  );
};

/** The sentence with fields in it. */
export const RetentionForm = ({
  folder,
  policy,
  onSave,
  onClose,
}: {
  folder: ServerFolder;
  policy: Retention;
  onSave(policy: Retention): Promise<Problem | null>;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(policy, folder));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // The button that opened it is gone.
  useEffect(() => form.current?.querySelector('select')?.focus(), []);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const asked = policyOf(draft, folder, policy);
  const wrong = asked.ok ? [] : asked.wrong;
  const wrongOf = (field: 'age' | 'number'): string | undefined => (wrong.includes(field) ? `${id}-${field}` : undefined);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!asked.ok) return;
    setSaving(true);
    const failed = await onSave(asked.policy);
    setSaving(false);
    if (failed) setProblem(failed);
    else onClose();
  };
  return (
    <form
      ref={form}
      className={classes.form}
      aria-label={t('retention.label')}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={classes.editable}>
        <Trans
          i18nKey={`retention.${folder}`}
          components={{
            age: <AgeFields draft={draft} folder={folder} wrong={wrongOf('age')} change={change} />,
            number: <NumberFields draft={draft} wrong={wrongOf('number')} change={change} />,
          }}
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
      {problem && (
        <div role="alert">
          <p className={classes.error}>{t('retention.problem')}</p>
          <Details problem={problem} />
        </div>
      )}
      <div className={classes.acts}>
        <Button type="submit" loading={saving} disabled={!asked.ok}>
          {t('act.saveChange')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
};
