import { Button, Menu } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ActivityFormat } from '../../../../protocol/bridge/activity-file.ts';
import { queryOf, type TimelineFilter } from '../../../state/timeline.ts';
import { useServer } from '../host.ts';

/** Begins to write what the filter shows to a file. */
export const ExportMenu = ({ filter }: { filter: TimelineFilter }) => {
  const { t } = useTranslation();
  const { port, tell } = useServer();
  const write = async (format: ActivityFormat): Promise<void> => {
    const outcome = await port.writeActivity({ filter: queryOf(filter), format });
    if (!outcome.ok) tell({ kind: 'problem', problem: outcome.problem });
  };
  return (
    <Menu position="bottom-end" returnFocus>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFileExport size={16} aria-hidden />}>
          {t('activity.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void write('csv')}>{t('activity.exportCsv')}</Menu.Item>
        <Menu.Item onClick={() => void write('jsonl')}>{t('activity.exportJson')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
