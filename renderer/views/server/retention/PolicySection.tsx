import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Retention, serverFolders } from '../../../../protocol/bridge.ts';
import policyClasses from './Policy.module.css';
import { PolicyEditor } from './PolicyEditor.tsx';
import classes from './RetentionView.module.css';
import type { Editing } from './RetentionView.tsx';
import { Sentence } from './Sentence.tsx';
import type { Target } from './target.ts';

/** A policy in force as sentences, which are edited where they stand. */
export const PolicySection = ({
  title,
  hint,
  target,
  policy,
  own,
  byDefault,
  editing,
  onEdit,
  onSaved,
}: {
  title: string;
  hint: string;
  target: Target;
  policy: Retention;
  /** Of a mailbox: whether it is its own. */
  own?: boolean;
  /** Of a mailbox: what it goes back to. */
  byDefault?: Retention;
  editing: Editing | null;
  onEdit(editing: Editing | null): void;
  onSaved(): void;
}) => {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const edit = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement>(null);
  const edited = useRef(false);
  useEffect(() => {
    // Whoever closes the form with the keyboard goes on from where it was opened; what opens is looked at.
    if (!editing && edited.current) edit.current?.focus();
    if (editing) section.current?.scrollIntoView({ block: 'nearest' });
    edited.current = editing !== null;
  }, [editing]);
  const begin = (from: Omit<Editing, 'target'>): void => {
    setSaid('');
    onEdit({ target, ...from });
  };
  return (
    <section ref={section} className={classes.section} aria-label={title}>
      <h2 className={classes.name}>{title}</h2>
      <p className={policyClasses.hint}>{hint}</p>
      {editing ? (
        <PolicyEditor
          key={`${editing.deed} ${JSON.stringify(editing.policy)}`}
          target={target}
          deed={editing.deed}
          start={editing.deed === 'reset' ? (byDefault ?? editing.policy) : editing.policy}
          inForce={policy}
          begin={editing.begin}
          onSaved={(goes) => {
            setSaid(goes ? t('policy.savedGoes', { count: goes }) : t('policy.saved'));
            onEdit(null);
            onSaved();
          }}
          onClose={() => onEdit(null)}
        />
      ) : (
        <>
          <div className={policyClasses.sentences}>
            {serverFolders.map((folder) => (
              <Sentence
                key={folder}
                folder={folder}
                policy={policy}
                onEdit={(field) => begin({ deed: 'set', policy, begin: { folder, field } })}
              />
            ))}
          </div>
          <div className={policyClasses.acts}>
            <Button
              ref={edit}
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => begin({ deed: 'set', policy })}
            >
              {t(own === false ? 'policy.giveOwn' : 'act.edit')}
            </Button>
            {own && byDefault && (
              <Button variant="default" onClick={() => begin({ deed: 'reset', policy: byDefault })}>
                {t('policy.toDefault')}
              </Button>
            )}
            <span className={policyClasses.hint} role="status">
              {said}
            </span>
          </div>
        </>
      )}
    </section>
  );
};
