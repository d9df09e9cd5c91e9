import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Retention, ServerFolder } from '../../../../protocol/bridge.ts';
import { useFormat } from '../../shared/format.tsx';
import type { Problem } from '../host.ts';
import { RetentionForm } from './RetentionForm.tsx';
import classes from './RetentionPolicy.module.css';

/** How long a folder keeps messages, as a sentence that can be edited where it stands. */
export const RetentionPolicy = ({
  folder,
  policy,
  onSave,
}: {
  folder: ServerFolder;
  policy: Retention;
  onSave(policy: Retention): Promise<Problem | null>;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);
  // Whoever closes the form with the keyboard goes on from where it was opened.
  useEffect(() => {
    if (!editing && edited.current) edit.current?.focus();
    edited.current = editing;
  }, [editing]);
  if (editing) return <RetentionForm folder={folder} policy={policy} onSave={onSave} onClose={() => setEditing(false)} />;
  const { maxAge } = policy[folder];
  const { maxCount } = policy.processed;
  const age =
    maxAge !== null
      ? t('retention.age', { age: format.age(maxAge) })
      : t(folder === 'delivery' ? 'retention.untilFetched' : 'retention.forEver');
  const number = maxCount === null ? t('retention.anyNumber') : t('retention.atMost', { limit: format.number(maxCount) });
  return (
    <div className={classes.policy}>
      <p className={classes.sentence}>
        <Trans i18nKey={`retention.${folder}`} components={{ age: <strong>{age}</strong>, number: <strong>{number}</strong> }} />
      </p>
      <Button
        ref={edit}
        size="compact-xs"
        variant="default"
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={() => setEditing(true)}
      >
        {t('act.edit')}
      </Button>
    </div>
  );
};
