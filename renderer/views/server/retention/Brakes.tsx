import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import type { ServerFolder } from '../../../../protocol/bridge.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat } from '../../shared/format.tsx';
import { type Problem, useAsked, useServer } from '../host.ts';
import { useHere } from '../useHere.ts';
import classes from './Brakes.module.css';
import policy from './Policy.module.css';
import { Ask } from './Question.tsx';
import { useAmount } from './useAmount.ts';

type Brake = AdminAnswer<'brakes'>['brakes'][number];

const keyOf = ({ mailbox, folder }: Brake): string => `${mailbox} ${folder}`;

/** What retention does not remove before it is told to: of a mailbox, of a folder of it, or of all. */
export const Brakes = ({
  mailbox,
  folder,
  onChange,
}: {
  mailbox?: string | undefined;
  folder?: ServerFolder;
  /** The reader would rather have another policy in this mailbox. */
  onChange(mailbox: string): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = useAmount();
  const { port, tell } = useServer();
  const here = useHere();
  const { value, again } = useAsked('brakes', {});
  const [asked, setAsked] = useState<Brake | null>(null);
  /** What came of it when it was not what was asked for. */
  const [told, setTold] = useState<{ of: string; due: Brake | null; problem: Problem | null } | null>(null);
  const held = (value?.brakes ?? []).filter((one) => (mailbox ?? one.mailbox) === one.mailbox && (folder ?? one.folder) === one.folder);
  const release = async (brake: Brake): Promise<void> => {
    setAsked(null);
    setTold(null);
    const { mailbox, folder, due: count } = brake;
    const outcome = await port.ask('confirmRetention', { path: { mailbox }, body: { folder, count } });
    again();
    if (outcome.ok) return;
    if (!here.current) return tell({ kind: 'problem', problem: outcome.problem });
    if (outcome.problem.code !== 'removal-changed') return setTold({ of: keyOf(brake), due: null, problem: outcome.problem });
    const now = await port.ask('brakes', {});
    setTold({
      of: keyOf(brake),
      due: now.ok ? (now.value.brakes.find((one) => keyOf(one) === keyOf(brake)) ?? null) : null,
      problem: now.ok ? null : now.problem,
    });
  };
  if (held.length === 0) return null;
  return (
    <section className={classes.brakes} aria-label={t('policy.brakes')}>
      {held.map((brake) => {
        const due = amount({ count: brake.due, bytes: brake.bytes });
        const mine = told?.of === keyOf(brake) ? told : null;
        return (
          <div key={keyOf(brake)} className={classes.brake} data-folder={folder}>
            <IconHandStop className={classes.icon} size={20} stroke={1.6} aria-hidden />
            <div className={classes.words}>
              <p>
                <strong>{t('policy.brakes')}</strong>
              </p>
              <p>
                {t(`policy.brake_${brake.folder}`, {
                  mailbox: brake.mailbox,
                  due,
                  stored: brake.stored,
                  since: format.fullTime(Date.parse(brake.since)),
                })}
              </p>
              <p className={classes.why}>{t('policy.brakeWhy')}</p>
              {mine && (
                <div role="alert">
                  <p>
                    {mine.due
                      ? t('policy.letChanged', { due: amount({ count: mine.due.due, bytes: mine.due.bytes }) })
                      : t(mine.problem ? 'policy.letProblem' : 'policy.letOver')}
                  </p>
                  {mine.problem && <Details problem={mine.problem} />}
                </div>
              )}
              <div className={policy.acts}>
                <Button variant="default" onClick={() => onChange(brake.mailbox)}>
                  {t('policy.brakeChange')}
                </Button>
                <Button variant="default" onClick={() => setAsked(brake)}>
                  {t('policy.brakeGo', { count: brake.due })}
                </Button>
              </div>
            </div>
          </div>
        );
      })}
      {asked && (
        <Ask
          opened
          title={t('policy.letTitle', { messages: t('count.messages', { count: asked.due }) })}
          keep={t('policy.askKeep')}
          go={t('policy.letGo', { count: asked.due })}
          onKeep={() => setAsked(null)}
          onGo={() => void release(asked)}
        >
          <p>{t('policy.letWhat', { due: amount({ count: asked.due, bytes: asked.bytes }), mailbox: asked.mailbox })}</p>
          <p>{t('policy.brakeWhy')}</p>
          <p>{t('policy.askSafe')}</p>
        </Ask>
      )}
    </section>
  );
};
