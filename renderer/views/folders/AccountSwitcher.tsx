import { Popover, TextInput } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, Status } from '../../../protocol/bridge.ts';
import { fuzzy } from '../../fuzzy.ts';
import { useApp } from '../../state/app.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import classes from './AccountSwitcher.module.css';
import pane from './FolderPane.module.css';

const tones: Partial<Record<Status['connection']['kind'], 'full' | 'danger'>> = { full: 'full', refused: 'danger', failing: 'danger' };

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
      <span className={classes.state} data-tone={kind && tones[kind]}>
        {t(`switcher.state.${kind ?? 'unknown'}`)}
      </span>
    </div>
  );
};

const Chooser = ({ onChoose }: { onChoose(id: string): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const accounts = useValue(app.accounts);
  const { id: shown } = useValue(app.account);
  const nameOf = useAccountName();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(() => accounts.findIndex(({ id }) => id === shown));
  const list = useRef<HTMLDivElement>(null);
  const found = accounts.filter((account) => typed.trim() === '' || fuzzy(typed, `${nameOf(account)} ${account.mailbox}`));
  const meant = Math.min(at, found.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is meant is kept in view
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [meant, typed]);
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const one = found[meant];
    if (event.key === 'ArrowDown') setAt(meant === found.length - 1 ? 0 : meant + 1);
    else if (event.key === 'ArrowUp') setAt(meant <= 0 ? found.length - 1 : meant - 1);
    else if (event.key === 'Enter' && one) onChoose(one.id);
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
        {found.map((account, index) => (
          <Entry
            key={account.id}
            id={`account-${index}`}
            account={account}
            meant={index === meant}
            shown={account.id === shown}
            onMean={() => setAt(index)}
            onChoose={() => onChoose(account.id)}
          />
        ))}
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
  const nameOf = useAccountName();
  const [opened, setOpened] = useState(false);
  const several = accounts.length > 1;
  useCommands({ account: several ? () => setOpened(true) : undefined });
  if (!several) return <p className={pane.account}>{nameOf(account)}</p>;
  return (
    <Popover opened={opened} onChange={setOpened} width="max-content" position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.button}
          aria-label={t('switcher.label', { name: nameOf(account) })}
          onClick={() => setOpened(!opened)}
        >
          <span className={classes.name}>{nameOf(account)}</span>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('switcher.list')}>
        <Chooser
          onChoose={(id) => {
            setOpened(false);
            app.selectAccount(id);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
};
