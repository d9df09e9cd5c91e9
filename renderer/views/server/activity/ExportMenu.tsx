import { Button, Menu } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityFormat } from '../../../../protocol/bridge/activity-file.ts';
import { queryOf, type TimelineFilter } from '../../../state/timeline.ts';
import { useServer } from '../host.ts';
import classes from './ActivityView.module.css';

/** Writes what the filter shows to a file. */
export const ExportMenu = ({ filter }: { filter: TimelineFilter }) => {
  const { t } = useTranslation();
  const { port, tell } = useServer();
  const [entries, setEntries] = useState<number | null>(null);
  const stopping = useRef<AbortController>(null);
  const write = async (format: ActivityFormat): Promise<void> => {
    const controller = new AbortController();
    stopping.current = controller;
    setEntries(0);
    const outcome = await port.writeActivity({ filter: queryOf(filter), format }, { signal: controller.signal, progress: setEntries });
    setEntries(null);
    if (!outcome.ok) tell({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) tell({ kind: 'saved', path: outcome.value.path });
  };
  return entries === null ? (
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
  ) : (
    <span className={classes.writing}>
      <span role="status">{t('activity.exporting', { count: entries })}</span>
      <Button variant="default" onClick={() => stopping.current?.abort()}>
        {t('act.cancel')}
      </Button>
    </span>
  );
};
