import { ActionIcon, Kbd, Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './ActButton.module.css';

/** An act as an icon: its name and its key on hover and focus. */
export const ActButton = ({
  icon: Icon,
  name,
  shortcut,
  pressed,
  danger = false,
  onClick,
}: {
  icon: TablerIcon;
  name: string;
  /** The key, as `aria-keyshortcuts` names it. */
  shortcut?: string;
  pressed?: boolean;
  danger?: boolean;
  onClick(): void;
}) => {
  const { t } = useTranslation();
  return (
    <Tooltip
      label={
        <span className={classes.label}>
          {name}
          {shortcut && <Kbd size="xs">{shortcut === 'Delete' ? t('key.del') : shortcut}</Kbd>}
        </span>
      }
    >
      <ActionIcon
        className={classes.act}
        data-pressed={pressed || undefined}
        data-danger={danger || undefined}
        aria-label={name}
        aria-keyshortcuts={shortcut}
        onClick={onClick}
      >
        <Icon size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
};
