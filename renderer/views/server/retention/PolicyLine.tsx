import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerFolder } from '../../../../protocol/bridge.ts';
import { useAsked, useServer } from '../host.ts';
import { Brakes } from './Brakes.tsx';
import classes from './Policy.module.css';
import { type Begin, PolicyEditor } from './PolicyEditor.tsx';
import { Sentence } from './Sentence.tsx';

/**
 * How long a folder keeps messages, as a sentence that can be edited where it stands: of a mailbox, or without one of those that
 * have no rule of their own.
 */
export const PolicyLine = ({
  folder,
  mailbox,
  onEditing,
}: {
  folder: ServerFolder;
  mailbox: string | undefined;
  /** It is edited, or no more. */
  onEditing(editing: boolean): void;
}) => {
  const { t } = useTranslation();
  const { go } = useServer();
  const own = useAsked('retention', mailbox === undefined ? null : { path: { mailbox } });
  const defaults = useAsked('defaults', mailbox === undefined ? {} : null);
  const policy = mailbox === undefined ? defaults.value?.retention : own.value;
  const again = mailbox === undefined ? defaults.again : own.again;
  const [editing, setEditing] = useState<Begin | 'any' | null>(null);
  const [said, setSaid] = useState('');
  const edit = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);
  // Whoever closes the form with the keyboard goes on from where it was opened.
  useEffect(() => {
    if (editing === null && edited.current) edit.current?.focus();
    edited.current = editing !== null;
  }, [editing]);
  useEffect(() => {
    onEditing(editing !== null);
    return () => onEditing(false);
  }, [editing, onEditing]);
  if (!policy) return null;
  return (
    <>
      <Brakes
        mailbox={mailbox}
        folder={folder}
        onChange={(held) => (held === mailbox ? setEditing('any') : go({ view: 'retention', mailbox: held }))}
      />
      {mailbox === undefined && <p className={classes.hint}>{t('policy.defaultTitle')}</p>}
      {editing ? (
        <PolicyEditor
          target={mailbox === undefined ? { kind: 'default' } : { kind: 'mailbox', mailbox }}
          start={policy}
          inForce={policy}
          folders={[folder]}
          begin={
            editing === 'any' ? { folder, field: folder === 'processed' && policy.processed.maxAge === null ? 'number' : 'age' } : editing
          }
          onSaved={(goes) => {
            setEditing(null);
            setSaid(goes ? t('policy.savedGoes', { count: goes }) : t('policy.saved'));
            again();
          }}
          onClose={() => setEditing(null)}
        />
      ) : (
        <div className={classes.policy}>
          <Sentence folder={folder} policy={policy} onEdit={(field) => setEditing({ folder, field })} />
          <Button
            ref={edit}
            size="compact-xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => setEditing('any')}
          >
            {t('act.edit')}
          </Button>
          <span className={classes.hint} role="status">
            {said}
          </span>
        </div>
      )}
    </>
  );
};
