import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerPlace } from '../../place.ts';
import { useAsked, useServer } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import { Brakes } from './Brakes.tsx';
import { type Former, HistoryList } from './HistoryList.tsx';
import { MailboxPolicies } from './MailboxPolicies.tsx';
import type { Begin } from './PolicyEditor.tsx';
import { PolicySection } from './PolicySection.tsx';
import classes from './RetentionView.module.css';
import { samePolicy, sameTarget, type Target } from './target.ts';

/** What is being edited; only one policy is at a time. */
export type Editing = Former & { readonly begin?: Begin | undefined };

/** How long the server keeps messages: the default, each mailbox, what waits for a word, and what was changed. */
export const RetentionView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { go } = useServer();
  const { mailbox } = place;
  const defaults = useAsked('defaults', {});
  const boxes = useAsked('mailboxes', {});
  const [editing, setEditing] = useState<Editing | null>(null);
  const target: Target = mailbox === undefined ? { kind: 'default' } : { kind: 'mailbox', mailbox };
  const shown = editing && sameTarget(editing.target, target) ? editing : null;
  const open = (name: string | undefined): void => {
    setEditing(null);
    go({ view: 'retention', mailbox: name });
  };
  const retention = defaults.value?.retention;
  const known = boxes.value?.mailboxes;
  const box = known?.find(({ name }) => name === mailbox);
  /** Opens a policy in the editor, wherever it belongs. */
  const edit = (wanted: Editing): void => {
    setEditing(wanted);
    if (!sameTarget(wanted.target, target))
      go({ view: 'retention', mailbox: wanted.target.kind === 'mailbox' ? wanted.target.mailbox : undefined });
  };
  const changeIn = (name: string): void => {
    const policy = known?.find((one) => one.name === name)?.retention ?? retention;
    if (policy) edit({ target: { kind: 'mailbox', mailbox: name }, deed: 'set', policy });
  };
  /** Whether it is in force now, so that nothing leads back to it. */
  const holds = ({ target, deed, policy }: Former): boolean => {
    if (target.kind === 'default') return retention !== undefined && samePolicy(retention, policy);
    const one = known?.find(({ name }) => name === target.mailbox);
    if (!one) return true;
    return deed === 'reset' ? one.ownRetention === null : one.ownRetention !== null && samePolicy(one.ownRetention, policy);
  };
  const problem = defaults.problem ?? boxes.problem;
  const inherit = known?.filter(({ ownRetention }) => ownRetention === null).length ?? 0;
  return (
    <section className={classes.view} aria-label={t('serverSide.retention')}>
      {mailbox === undefined ? (
        <PartHead title={t('serverSide.retention')} />
      ) : (
        <PartHead title={t('policy.boxTitle', { mailbox })} back={{ to: t('policy.back'), go: () => open(undefined) }} />
      )}
      {!retention || !known ? (
        problem && (
          <Unshown
            title={t('policy.problemTitle')}
            problem={problem}
            onRetry={() => {
              defaults.again();
              boxes.again();
            }}
          />
        )
      ) : (
        <div className={classes.body}>
          <Brakes mailbox={mailbox} onChange={changeIn} />
          {mailbox === undefined ? (
            <>
              <PolicySection
                title={t('policy.defaultTitle')}
                hint={t('policy.defaultHint', { count: inherit })}
                target={target}
                policy={retention}
                editing={shown}
                onEdit={setEditing}
                onSaved={defaults.again}
              />
              <MailboxPolicies boxes={known} onOpen={open} />
            </>
          ) : box ? (
            <PolicySection
              key={mailbox}
              title={t('policy.boxRule')}
              hint={t(box.ownRetention ? 'policy.boxOwn' : 'policy.boxDefault')}
              target={target}
              policy={box.retention}
              own={box.ownRetention !== null}
              byDefault={retention}
              editing={shown}
              onEdit={setEditing}
              onSaved={boxes.again}
            />
          ) : (
            <p>{t('policy.boxGone', { mailbox })}</p>
          )}
          <HistoryList mailbox={mailbox} holds={holds} onBack={edit} />
        </div>
      )}
    </section>
  );
};
