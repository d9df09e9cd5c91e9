import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sizes } from '../../../../protocol/bridge.ts';
import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { DialogActs } from '../../shared/dialog/DialogActs.tsx';
import { useFormat } from '../../shared/format.tsx';
import dialog from '../../tasks/Dialogs.module.css';
import { Group } from '../parts.tsx';
import classes from './StorageSection.module.css';

/** What the inbox takes on the disk; null until it is known. */
const useSizes = (account: string): Sizes | 'problem' | null => {
  const app = useApp();
  const tasks = useValue(app.tasks.tasks);
  const [sizes, setSizes] = useState<Sizes | 'problem' | null>(null);
  const read = useCallback(async (): Promise<void> => {
    const outcome = await app.bridge.call('inbox.sizes', { account });
    setSizes(outcome.ok ? outcome.value : 'problem');
  }, [app, account]);
  const ended = tasks.filter(({ state }) => state.kind !== 'running').length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when a task has ended
  useEffect(() => void read(), [read, ended]);
  useEffect(() => app.inboxChanged.subscribe(() => void read()), [app, read]);
  return sizes;
};

const Row = ({ name, hint, children }: { name: string; hint?: string; children: string }) => (
  <>
    <dt>
      {name}
      {hint && <span className={classes.hint}>{hint}</span>}
    </dt>
    <dd>{children}</dd>
  </>
);

const Act = ({ name, hint, onAct }: { name: string; hint: string; onAct(): void }) => (
  <div className={classes.act}>
    <Button variant="default" onClick={onAct}>
      {name}
    </Button>
    <p className={classes.hint}>{hint}</p>
  </div>
);

/** Of the account that is shown: what its inbox takes on the disk, and what looks after it. */
export const StorageSection = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { id: account } = useValue(app.account);
  const status = useValue(app.status);
  const sizes = useSizes(account);
  const [asking, setAsking] = useState(false);
  const start = async (name: 'task.rebuild' | 'task.check'): Promise<void> => {
    const outcome = await app.bridge.call(name, { account });
    if (outcome.ok) app.tasks.told(outcome.value);
    else app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const amounts = Object.values(status?.tally ?? {});
  const sum = (of: 'count' | 'bytes'): number => amounts.reduce((total, amount) => total + amount[of], 0);
  return (
    <>
      <Group title={t('storage.title')}>
        {sizes === 'problem' ? (
          <p className={classes.hint}>{t('storage.problem')}</p>
        ) : (
          sizes && (
            <>
              <dl className={classes.sizes}>
                <Row name={t('storage.file')}>{format.bytes(sizes.file)}</Row>
                <Row name={t('storage.messages')}>{t('storage.amount', { count: sum('count'), size: format.bytes(sum('bytes')) })}</Row>
                <Row name={t('storage.index')}>{format.bytes(sizes.index)}</Row>
                <Row name={t('storage.free')} hint={t('storage.freeHint')}>
                  {format.bytes(sizes.free)}
                </Row>
              </dl>
              <p className={classes.hint}>{t('storage.unsearched', { count: sizes.unsearched })}</p>
            </>
          )
        )}
        <Act name={t('storage.check')} hint={t('storage.checkHint')} onAct={() => void start('task.check')} />
        <Act name={t('storage.rebuild')} hint={t('storage.rebuildHint')} onAct={() => setAsking(true)} />
      </Group>
      <Group title={t('storage.transfer')}>
        <Act name={t('storage.export')} hint={t('storage.exportHint')} onAct={() => app.commands.run('export')} />
        <Act name={t('storage.import')} hint={t('storage.importHint')} onAct={() => app.commands.run('import')} />
      </Group>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('storage.rebuildAsk')}>
        <div className={dialog.dialog}>
          <p className={dialog.about}>{t('storage.rebuildSafe')}</p>
          <DialogActs>
            <Button
              onClick={() => {
                setAsking(false);
                void start('task.rebuild');
              }}
            >
              {t('storage.rebuildNow')}
            </Button>
          </DialogActs>
        </div>
      </Dialog>
    </>
  );
};
