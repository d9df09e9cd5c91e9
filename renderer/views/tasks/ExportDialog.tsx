import { Button, Radio, Stack } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportFormat, InboxFolder, ToExport } from '../../../protocol/bridge.ts';
import { isSearched, resolved, type Search } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import classes from './Dialogs.module.css';

/** What is before the reader, to be exported. */
export interface Shown {
  readonly folder: InboxFolder;
  /** What the list is narrowed down to. */
  readonly search: Search;
  /** What is selected in it. */
  readonly uids: readonly string[];
}

/** Offers to export what is shown, and asks which of it, and how. */
export const ExportDialog = ({ folder, search, uids }: Shown) => {
  const { t } = useTranslation();
  const app = useApp();
  const { id: account } = useValue(app.account);
  const [opened, setOpened] = useState(false);
  const [whole, setWhole] = useState(true);
  const [format, setFormat] = useState<ExportFormat>('mbox');
  const about = useId();
  useCommands({
    export: () => {
      // One message that is only being read is not what somebody selected.
      setWhole(uids.length < 2);
      setOpened(true);
    },
  });
  const start = async (): Promise<void> => {
    const list = { kind: 'list', folder, words: search.words, filter: resolved(search.filter, Date.now()) } as const;
    const what: ToExport = whole ? list : { kind: 'messages', uids: [...uids] };
    setOpened(false);
    const outcome = await app.bridge.call('task.export', { account, what, format });
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) app.tasks.told(outcome.value);
  };
  const name = t(`folders.${folder}`);
  return (
    <Dialog opened={opened} onClose={() => setOpened(false)} title={t('tasks.export.title')} aria-describedby={about}>
      <div className={classes.dialog}>
        <p id={about} className={classes.about}>
          {t('tasks.export.about')}
        </p>
        {uids.length > 0 && (
          <Radio.Group label={t('tasks.export.what')} value={whole ? 'all' : 'selected'} onChange={(value) => setWhole(value === 'all')}>
            <Stack gap="sm" mt="sm">
              <Radio value="selected" label={t('tasks.export.selected', { count: uids.length })} />
              <Radio value="all" label={t(isSearched(search) ? 'tasks.export.found' : 'tasks.export.list', { folder: name })} />
            </Stack>
          </Radio.Group>
        )}
        <Radio.Group label={t('tasks.export.format')} value={format} onChange={(value) => setFormat(value === 'eml' ? 'eml' : 'mbox')}>
          <Stack gap="sm" mt="sm">
            <Radio value="mbox" label={t('tasks.export.mbox')} description={t('tasks.export.mboxHint')} />
            <Radio value="eml" label={t('tasks.export.eml')} description={t('tasks.export.emlHint')} />
          </Stack>
        </Radio.Group>
        <DialogActs>
          <Button onClick={() => void start()}>{t('tasks.export.start')}</Button>
        </DialogActs>
      </div>
    </Dialog>
  );
};
