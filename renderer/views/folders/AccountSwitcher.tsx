import { Popover, TextInput } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../../protocol/bridge.ts';
import { fuzzy } from '../../fuzzy.ts';
import { useApp } from '../../state/app.ts';
import { sumOf } from '../../state/together.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import classes from './AccountSwitcher.module.css';
import { connectionTones } from './connection-tones.ts';
import pane from './FolderPane.module.css';

const Entry = ({
  id,
  account,
  meant,
  shown,
  onMean,
  onChoose,
}: {
  id: string;
  account: AccountInfo;
  meant: boolean;
  shown: boolean;
  onMean(): void;
  onChoose(): void;
}) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  const status = useValue(useApp().statuses).get(account.id);
  const unread = status?.unread ?? 0;
  const kind = status?.connection.kind;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of the whole list
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the one that is meant
    <div id={id} className={classes.entry} role="option" aria-selected={meant} onMouseMove={onMean} onClick={onChoose}>
      <span className={classes.title} data-shown={shown || undefined}>
        {nameOf(account)}
      </span>
      <span className={classes.unread} data-strong={unread > 0 || undefined}>
        {status && t('switcher.unread', { count: unread })}
      </span>
      <span className={classes.state} data-tone={kind && connectionTones[kind]}>
        {t(`switcher.state.${kind ?? 'unknown'}`)}
      </span>
    </div>
  );
};

/** All inboxes together, among the accounts. */
const All = ({ id, meant, shown, onMean, onChoose }: { id: string; meant: boolean; shown: boolean; onMean(): void; onChoose(): void }) => {
  const { t } = useTranslation();
  const statuses = useValue(useApp().statuses);
  const accounts = useValue(useApp().accounts);
  const unread = sumOf(accounts.flatMap((account) => statuses.get(account.id) ?? []))?.unread ?? 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of the whole list
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the one that is meant
    <div id={id} className={classes.entry} role="option" aria-selected={meant} onMouseMove={onMean} onClick={onChoose}>
      <span className={classes.title} data-shown={shown || undefined}>
        {t('together.name')}
      </span>
      <span className={classes.unread} data-strong={unread > 0 || undefined}>
        {t('switcher.unread', { count: unread })}
      </span>
    </div>
  );
};

/** @param onChoose with null for all together */
const Chooser = ({ onChoose }: { onChoose(id: string | null): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const accounts = useValue(app.accounts);
  const together = useValue(app.together);
  const { id: last } = useValue(app.account);
  const shown = together ? null : last;
  const nameOf = useAccountName();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(() => (together ? 0 : accounts.findIndex(({ id }) => id === shown) + 1));
  const fits = (words: string): boolean => typed.trim() === '' || fuzzy(typed, words) !== undefined;
  const found: readonly (AccountInfo | null)[] = [
    ...(fits(t('together.name')) ? [null] : []),
    ...accounts.filter((account) => fits(`${nameOf(account)} ${account.mailbox}`)),
  ];
  const meant = Math.min(at, found.length - 1);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is meant is kept in view
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [meant, typed]);
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const one = found[meant];
    if (event.key === 'ArrowDown') setAt(meant === found.length - 1 ? 0 : meant + 1);
    else if (event.key === 'ArrowUp') setAt(meant <= 0 ? found.length - 1 : meant - 1);
    else if (event.key === 'Enter' && one !== undefined) onChoose(one?.id ?? null);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.panel}>
      <TextInput
        size="xs"
        data-autofocus
        role="combobox"
        aria-label={t('switcher.find')}
        aria-expanded
        aria-controls="accounts"
        aria-autocomplete="list"
        {...(found.length > 0 && { 'aria-activedescendant': `account-${meant}` })}
        placeholder={t('switcher.find')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={key}
      />
      <div ref={list} id="accounts" className={classes.list} role="listbox" aria-label={t('switcher.list')}>
        {found.map((account, index) => {
          const common = {
            id: `account-${index}`,
            meant: index === meant,
            shown: (account?.id ?? null) === shown,
            onMean: () => setAt(index),
            onChoose: () => onChoose(account?.id ?? null),
          };
          return account ? <Entry key={account.id} account={account} {...common} /> : <All key="" {...common} />;
        })}
        {found.length === 0 && <p className={classes.nothing}>{t('switcher.nothing')}</p>}
      </div>
    </div>
  );
};

/** Whose inbox this is; one of several can be chosen. */
export const AccountSwitcher = () => {
  const { t } = useTranslation();
  const app = useApp();
  const accounts = useValue(app.accounts);
  const account = useValue(app.account);
  const together = useValue(app.together);
  const nameOf = useAccountName();
  const name = together ? t('together.name') : nameOf(account);
  const [opened, setOpened] = useState(false);
  const several = accounts.length > 1;
  useCommands({ account: several ? () => setOpened(true) : undefined });
  if (!several) return <p className={pane.account}>{nameOf(account)}</p>;
  return (
    <Popover opened={opened} onChange={setOpened} width="max-content" position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.button} aria-label={t('switcher.label', { name })} onClick={() => setOpened(!opened)}>
          <span className={classes.name}>{name}</span>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('switcher.list')}>
        <Chooser
          onChoose={(id) => {
            setOpened(false);
            if (id === null) app.showTogether(true);
            else app.selectAccount(id);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
};
