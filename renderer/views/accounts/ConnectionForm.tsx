import { Button, Checkbox, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Details } from '../shared/Details.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { Failed, Said } from '../shared/Said.tsx';
import classes from './Accounts.module.css';
import { type Connection, type Draft, fieldOf } from './useConnection.ts';

/** Asks for a server, and for what else it takes; it can be tested before it is added. */
export const ConnectionForm = ({
  group,
  connection: { draft, told, problem, testing, adding, change },
  wrong,
  onTest,
  onAdd,
  children,
}: {
  group: 'accounts' | 'servers';
  connection: Connection<Draft, string>;
  /** What is wrong, in words. */
  wrong: string | undefined;
  onTest(): void;
  onAdd(): void;
  /** The fields between the server and the name. */
  children: ReactNode;
}) => {
  const { t } = useTranslation();
  const { server, label, insecure } = draft;
  const fault = told?.kind === 'faulty' ? told.fault : undefined;
  // Whoever has to mend something is led there.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (fault !== undefined) form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus();
  }, [fault]);
  return (
    <form
      ref={form}
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onAdd();
      }}
    >
      <TextInput
        label={t(`${group}.form.server`)}
        description={t(`${group}.form.serverHint`)}
        value={server}
        error={fault !== undefined && fieldOf(fault) === 'server' ? wrong : undefined}
        data-autofocus
        spellCheck={false}
        onChange={(event) => change({ server: event.currentTarget.value.trim(), insecure: false })}
      />
      {(fault === 'address-insecure' || insecure) && (
        <Checkbox
          label={t(`${group}.form.insecure`)}
          description={t(`${group}.form.insecureHint`)}
          checked={insecure}
          onChange={(event) => change({ insecure: event.currentTarget.checked })}
        />
      )}
      {children}
      <TextInput
        label={t(`${group}.form.label`)}
        description={t(`${group}.form.labelHint`)}
        value={label}
        maxLength={100}
        onChange={(event) => change({ label: event.currentTarget.value })}
      />
      <div role="status">
        {testing && <p className={classes.hint}>{t('accounts.form.testing')}</p>}
        {told?.kind === 'faulty' && <Details problem={{ code: told.fault, message: told.message }} />}
        {told && told.kind !== 'faulty' && <Said tone={told.kind === 'sound' ? 'done' : 'danger'}>{t(`${group}.form.${told.kind}`)}</Said>}
      </div>
      <Failed words={t(`${group}.form.problem`)} problem={problem} />
      <DialogActs>
        <Button variant="default" loading={testing} disabled={adding} onClick={onTest}>
          {t(`${group}.form.test`)}
        </Button>
        <Button type="submit" loading={adding} disabled={testing}>
          {t(`${group}.form.add`)}
        </Button>
      </DialogActs>
    </form>
  );
};
