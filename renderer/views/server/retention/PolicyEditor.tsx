import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Retention, type ServerFolder, serverFolders } from '../../../../protocol/bridge.ts';
import { Details } from '../../shared/Details.tsx';
import { Fields } from './Fields.tsx';
import classes from './Policy.module.css';
import { PreviewPane } from './PreviewPane.tsx';
import { Question } from './Question.tsx';
import { Sentence } from './Sentence.tsx';
import { type Deed, samePolicy, type Target } from './target.ts';
import { usePolicyEditor } from './usePolicyEditor.ts';

/** What the reader came to change: a field of a folder. */
export interface Begin {
  readonly folder: ServerFolder;
  readonly field: 'age' | 'number';
}

/** The sentences with fields in them, beside what they would do. */
export const PolicyEditor = ({
  target,
  deed = 'set',
  start,
  inForce,
  folders = serverFolders,
  begin,
  onSaved,
  onClose,
}: {
  target: Target;
  deed?: Deed;
  start: Retention;
  inForce: Retention;
  folders?: readonly ServerFolder[];
  begin?: Begin | undefined;
  onSaved(goes: number | null): void;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const editor = usePolicyEditor({ target, deed, start, inForce, onSaved });
  const { policy, wrong, preview, other, told, question, saving, problem } = editor;
  const form = useRef<HTMLFormElement>(null);
  // The button that opened it is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    const within = begin ? `[data-folder="${begin.folder}"] [data-field="${begin.field}"] ` : '';
    const wanted =
      form.current?.querySelector<HTMLElement>(`${within}input`) ??
      form.current?.querySelector<HTMLElement>(`${within}select`) ??
      form.current?.querySelector<HTMLElement>('button[type="submit"]');
    wanted?.focus();
    if (wanted instanceof HTMLInputElement) wanted.select();
  }, []);
  const unchanged = policy !== null && deed === 'set' && samePolicy(policy, inForce) && other === null && samePolicy(start, inForce);
  return (
    <form
      ref={form}
      className={classes.editor}
      aria-label={target.kind === 'default' ? t('policy.editDefault') : t('policy.editBox', { mailbox: target.mailbox })}
      onSubmit={(event) => {
        event.preventDefault();
        void editor.save();
      }}
      // It stays until what was asked for is answered, as a dialog does.
      onKeyDown={(event) => event.key === 'Escape' && !saving && onClose()}
    >
      {deed === 'reset' ? (
        <div className={classes.sentences}>
          <p className={classes.hint}>{t('policy.resetting', { mailbox: target.kind === 'mailbox' ? target.mailbox : '' })}</p>
          {folders.map((folder) => (
            <Sentence key={folder} folder={folder} policy={start} />
          ))}
        </div>
      ) : (
        folders.map((folder) => (
          <Fields
            key={folder}
            folder={folder}
            draft={editor.drafts[folder]}
            wrong={wrong[folder]}
            change={(part) => editor.change(folder, part)}
          />
        ))
      )}
      {other && (
        <div className={classes.told} role="alert">
          <p>
            <strong>{t('policy.otherTitle')}</strong> {t('policy.otherHint')}
          </p>
          <p>{t('policy.nowInForce')}</p>
          {folders.map((folder) => (
            <Sentence key={folder} folder={folder} policy={other} />
          ))}
          {deed === 'set' && (
            <Button variant="default" onClick={() => editor.startFrom(other)}>
              {t('policy.takeOther')}
            </Button>
          )}
        </div>
      )}
      {told && (
        <div className={classes.told} role="alert">
          <p>
            <strong>{t(`policy.${told}Title`)}</strong> {t(`policy.${told}Hint`)}
          </p>
        </div>
      )}
      {problem && (
        <div role="alert">
          <p className={classes.error}>{t('policy.problem')}</p>
          <Details problem={problem} />
        </div>
      )}
      <div className={classes.acts}>
        <Button type="submit" loading={saving} disabled={policy === null}>
          {t(deed === 'reset' ? 'policy.saveReset' : 'policy.save')}
        </Button>
        <Button variant="default" disabled={saving} onClick={onClose}>
          {t('act.cancel')}
        </Button>
        {unchanged && <p className={classes.hint}>{t('policy.unchanged')}</p>}
        {target.kind === 'mailbox' && deed === 'set' && !unchanged && (
          <p className={classes.hint}>{t('policy.onlyHere', { mailbox: target.mailbox })}</p>
        )}
      </div>
      <PreviewPane folders={folders} valid={policy !== null} preview={preview.value} problem={preview.problem} />
      <Question preview={question} onKeep={editor.keep} onGo={editor.go} />
    </form>
  );
};
