import { ActionIcon, Kbd, Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
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
  /** As it is shown; a single letter is also what `aria-keyshortcuts` wants. */
  shortcut?: string;
  pressed?: boolean;
  danger?: boolean;
  onClick(): void;
}) => (
  <Tooltip
    label={
      <span className={classes.label}>
        {name}
        {shortcut && <Kbd size="xs">{shortcut}</Kbd>}
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
