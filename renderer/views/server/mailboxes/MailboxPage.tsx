import { Button } from '@mantine/core';
import { IconMailbox } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMailbox } from '../../../../protocol/api.ts';
import { sentences } from '../../../sentences.ts';
import { useFormat } from '../../shared/format.tsx';
import { inert } from '../../shared/inert.ts';
import { Notice } from '../../shared/Notice.tsx';
import { Failed } from '../../shared/Said.tsx';
import { type Problem, useServer } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import { useHere } from '../useHere.ts';
import classes from './Mailboxes.module.css';
import { QuotaFields, quotaOf, type Sharing } from './QuotaFields.tsx';
import { toDraft } from './quota.ts';
import { RemoveMailbox } from './RemoveMailbox.tsx';
import { TokenList } from './TokenList.tsx';

const sharingOf = ({ shared, ownQuota }: ApiMailbox): Sharing => ({ shared, quota: ownQuota && toDraft(ownQuota) });

/** Whether several devices may take from it, and how much may wait in it. */
const Change = ({ box }: { box: ApiMailbox }) => {
  const { t } = useTranslation();
  const { port, tell } = useServer();
  const here = useHere();
  const [draft, setDraft] = useState<Sharing | null>(null);
  const [state, setState] = useState<{ busy?: true; saved?: true; problem?: Problem }>({});
  const sharing = draft ?? sharingOf(box);
  const quota = quotaOf(sharing);
  const same = JSON.stringify(sharing) === JSON.stringify(sharingOf(box));
  const idle = same || quota === undefined || state.busy === true;
  // What was saved is what the server says now.
  useEffect(() => {
    if (state.saved && same) setDraft(null);
  }, [state.saved, same]);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (quota === undefined || idle) return;
    setState({ busy: true });
    const outcome = await port.ask('changeMailbox', { path: { mailbox: box.name }, body: { shared: sharing.shared, quota } });
    // Nobody would learn of it where the form is gone.
    if (!outcome.ok && !here.current) tell({ kind: 'problem', problem: outcome.problem });
    setState(outcome.ok ? { saved: true } : { problem: outcome.problem });
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <QuotaFields
        value={sharing}
        onChange={(next) => {
          setDraft(next);
          setState({});
        }}
      />
      <Failed words={t('boxes.change.problem')} problem={state.problem ?? null} />
      <div className={classes.acts}>
        <Button type="submit" {...inert(idle)}>
          {t('boxes.change.act')}
        </Button>
        <span role="status" className={classes.hint}>
          {state.saved && same ? t('boxes.change.saved') : ''}
        </span>
      </div>
    </form>
  );
};

/** One mailbox: what it holds, how it is shared, who may reach it, and how it goes. @param box undefined: it is not there, or not read yet */
export const MailboxPage = ({
  name,
  box,
  known,
  problem,
  onRetry,
}: {
  name: string;
  box: ApiMailbox | undefined;
  known: boolean;
  /** Why nothing newer is known of it. */
  problem: Problem | null;
  onRetry(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useServer();
  const [removing, setRemoving] = useState(false);
  const back = (): void => go({ view: 'mailboxes' });
  return (
    <section className={classes.view} aria-label={name}>
      <PartHead title={name} back={{ to: t('boxes.all'), go: back }} />
      <div />
      {!known && problem && <Unshown title={t('boxes.problem')} problem={problem} onRetry={onRetry} />}
      {!box && known && (
        <Notice icon={IconMailbox} title={t('boxes.gone', { name })} heading="h2">
          <Button onClick={back}>{t('boxes.all')}</Button>
        </Notice>
      )}
      {box && (
        <div className={classes.page}>
          <div className={classes.column}>
            <div className={classes.part}>
              <p>
                {sentences(
                  t,
                  t('boxes.holdsWaiting', { count: box.waiting, bytes: format.bytes(box.waitingBytes) }),
                  t('boxes.holdsProcessed', { count: box.processed, bytes: format.bytes(box.processedBytes) }),
                  t(box.ownRetention ? 'boxes.policyOwnLine' : 'boxes.policyDefaultLine'),
                  t('boxes.made', { date: format.fullTime(Date.parse(box.createdAt)) }),
                )}
              </p>
              <div className={classes.acts}>
                {(['delivery', 'processed', 'retention', 'devices'] as const).map((view) => (
                  <Button key={view} variant="default" onClick={() => go({ view, mailbox: name })}>
                    {t(`serverSide.${view}`)}
                  </Button>
                ))}
              </div>
            </div>
            <div className={classes.part}>
              <h2>{t('boxes.change.title')}</h2>
              <Change key={name} box={box} />
            </div>
            <div className={classes.part}>
              <h2>{t('tokens.title')}</h2>
              <TokenList mailbox={name} />
            </div>
            <div>
              <Button variant="default" className={classes.danger ?? ''} onClick={() => setRemoving(true)}>
                {t('boxes.remove.act')}
              </Button>
            </div>
          </div>
        </div>
      )}
      <RemoveMailbox mailbox={removing ? name : null} onGone={back} onClose={() => setRemoving(false)} />
    </section>
  );
};
