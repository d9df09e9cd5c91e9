import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Retention, serverFolders } from '../../../../protocol/bridge.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat } from '../../shared/format.tsx';
import { useServer } from '../host.ts';
import type { Change } from './changes.ts';
import classes from './History.module.css';
import policy from './Policy.module.css';
import { Sentence } from './Sentence.tsx';
import type { Deed, Target } from './target.ts';
import { useHistory } from './useHistory.ts';

/** A policy that held once: opened in the editor, and not saved before its preview is seen. */
export interface Former {
  readonly target: Target;
  readonly deed: Deed;
  readonly policy: Retention;
}

const useWho = (): (({ by }: Change) => string | null) => {
  const { t } = useTranslation();
  const { entry } = useServer();
  return ({ by: { token, note, self } }) => {
    if (self) return null;
    if (token === null) return t('policy.bySomebody');
    if (entry.tokens.includes(token)) return t('policy.byApp');
    const short = token.slice(0, 8);
    return note === null ? t('policy.byToken', { token: short }) : t('policy.byNote', { note, token: short });
  };
};

const useWords = (): ((change: Change) => string) => {
  const { t } = useTranslation();
  return ({ what }) => {
    if (what.kind !== 'policy') {
      const { mailbox, count, folder } = what;
      return t(`policy.${what.kind}`, { count, mailbox, folder: t(`folders.${folder}`) });
    }
    const { mailbox } = what;
    if (mailbox === null) return t('policy.changedDefault');
    if (!what.own) return t('policy.wentBack', { mailbox });
    return t(what.wasOwn ? 'policy.changedBox' : 'policy.gaveOwn', { mailbox });
  };
};

const Sides = ({
  change: { what, event },
  holds,
  onBack,
}: {
  change: Change;
  holds(former: Former): boolean;
  onBack(former: Former): void;
}) => {
  const { t } = useTranslation();
  if (what.kind !== 'policy') return null;
  const target: Target = what.mailbox === null ? { kind: 'default' } : { kind: 'mailbox', mailbox: what.mailbox };
  // Only the sentences that differ are told.
  const differing = serverFolders.filter((folder) => JSON.stringify(what.before[folder]) !== JSON.stringify(what.after[folder]));
  const folders = differing.length > 0 ? differing : serverFolders;
  return (
    <dl className={classes.sides}>
      {(['from', 'to'] as const).map((side) => {
        const was = side === 'from' ? what.before : what.after;
        const own = side === 'from' ? what.wasOwn : what.own;
        const former: Former = { target, deed: own ? 'set' : 'reset', policy: was };
        return (
          <div key={side} className={classes.side}>
            <dt id={`change-${event}-${side}`}>{t(`policy.${side}`)}</dt>
            <dd>
              {!own && <span className={policy.hint}>{t('policy.wasDefault')}</span>}
              {folders.map((folder) => (
                <Sentence key={folder} folder={folder} policy={was} />
              ))}
              {!holds(former) && (
                <Button size="compact-xs" variant="default" aria-describedby={`change-${event}-${side}`} onClick={() => onBack(former)}>
                  {t('policy.backTo')}
                </Button>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};

/** Every change of policies, with who and when, and the way back. */
export const HistoryList = ({
  mailbox,
  holds,
  onBack,
}: {
  mailbox: string | undefined;
  /** Whether it is in force now. */
  holds(former: Former): boolean;
  onBack(former: Former): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const who = useWho();
  const words = useWords();
  const { changes, loaded, more, problem, older } = useHistory(mailbox);
  return (
    <section className={classes.history} aria-label={t('policy.history')}>
      <h2 className={classes.title}>{t('policy.history')}</h2>
      {loaded && changes.length === 0 && !more && !problem && <p className={policy.hint}>{t('policy.historyNone')}</p>}
      <ol className={classes.list}>
        {changes.map((change) => {
          const by = who(change);
          const time = format.fullTime(change.at);
          return (
            <li key={change.event} className={classes.change}>
              <p className={classes.what}>{words(change)}</p>
              <p className={classes.when}>{by === null ? time : t('policy.when', { time, who: by })}</p>
              <Sides change={change} holds={holds} onBack={onBack} />
            </li>
          );
        })}
      </ol>
      {problem && (
        <div role="alert">
          <p className={policy.error}>{t('policy.historyProblem')}</p>
          <Details problem={problem} />
        </div>
      )}
      {(more || problem) && (
        <Button className={classes.more} variant="default" onClick={older}>
          {problem ? t('act.tryAgain') : t('policy.older')}
        </Button>
      )}
    </section>
  );
};
