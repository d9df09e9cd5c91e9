import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Point } from '../shared/choosing.ts';

/** Opens the menu of the selected messages without a right button. */
export const MoreButton = ({ disabled, onOpen }: { disabled: boolean; onOpen(at: Point): void }) => {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('row.more')}>
      <ActionIcon
        aria-label={t('row.more')}
        aria-haspopup="menu"
        disabled={disabled}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onOpen({ x: left, y: bottom });
        }}
      >
        <IconDots size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
};
