import { IconHistory, IconSearchOff, IconServerOff } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { kindGroups } from '../../../activity-words.ts';
import { useRetry } from '../../../state/retry.ts';
import { createTimeline, type Timeline as Shown, type TimelineFilter, type TimelineState } from '../../../state/timeline.ts';
import { createCell, useValue } from '../../../state/value.ts';
import type { ServerPlace } from '../../place.ts';
import { Notice } from '../../shared/Notice.tsx';
import { useDelayed } from '../../shared/useDelayed.ts';
import { useServer } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import classes from './ActivityView.module.css';
import { ExportMenu } from './ExportMenu.tsx';
import { type Chosen, everything, Filters } from './Filters.tsx';
import { MessageHistory } from './MessageHistory.tsx';
import { Timeline } from './Timeline.tsx';
import { useTokenNotes } from './useTokenNotes.ts';

const unread = createCell<Shown>({ entries: [], fresh: 0, loaded: false, ended: false, searched: 0, problem: null });

const filterOf = ({ group, subject, since, until }: Chosen, mailbox: string | undefined): TimelineFilter => ({
  mailbox,
  kinds: group === null ? undefined : kindGroups[group],
  subject: subject.trim(),
  since,
  until,
});

/** What happened at the server, as it happens; and of one message everything. */
export const ActivityView = ({ place: { mailbox, uid } }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { entry, port, go } = useServer();
  const [chosen, setChosen] = useState(everything);
  const filter = useMemo(() => filterOf(chosen, mailbox), [chosen, mailbox]);
  const [timeline, setTimeline] = useState<TimelineState | null>(null);
  useEffect(() => {
    const made = createTimeline(port, filter);
    setTimeline(made);
    return made.close;
  }, [port, filter]);
  const shown = useValue(timeline?.value ?? unread);
  const { entries, loaded, ended, searched, problem } = shown;
  useRetry(problem, () => timeline?.retry());
  const notes = useTokenNotes();
  const late = useDelayed(!loaded && !problem);
  const change = useCallback((part: Partial<Chosen>) => setChosen((before) => ({ ...before, ...part })), []);
  const open = (message: string | undefined): void => go({ view: 'activity', mailbox, uid: message });
  const plain = chosen === everything || JSON.stringify(filter) === JSON.stringify(filterOf(everything, undefined));
  const none = loaded && ended && entries.length === 0;
  return (
    <section className={classes.view} aria-label={t('serverSide.activity')} data-beside={uid !== undefined || undefined}>
      <div className={classes.main}>
        <PartHead title={t('serverSide.activity')}>
          <ExportMenu filter={filter} />
        </PartHead>
        <Filters chosen={chosen} mailbox={mailbox} onChange={change} onMailbox={(name) => go({ view: 'activity', mailbox: name, uid })} />
        {problem && entries.length > 0 && (
          <div className={classes.stale} role="status">
            <IconServerOff size={16} aria-hidden />
            <span>{t('activity.stale')}</span>
          </div>
        )}
        {(problem || entry.server === null) && entries.length === 0 ? (
          <Unshown title={t('activity.problem')} hint={t('activity.problemHint')} problem={problem} onRetry={() => timeline?.retry()} />
        ) : none ? (
          <Notice
            icon={plain ? IconHistory : IconSearchOff}
            title={plain ? t('activity.none') : t('activity.noMatch')}
            hint={plain ? t('activity.noneHint') : t('activity.noMatchHint')}
            heading="h2"
          />
        ) : timeline && loaded ? (
          <Timeline timeline={timeline} shown={shown} notes={notes} uid={uid} onOpen={open} />
        ) : (
          <p className={classes.waiting} role="status">
            {late && searched > 0 ? t('activity.searching', { count: searched }) : ''}
          </p>
        )}
      </div>
      {uid !== undefined && <MessageHistory key={uid} uid={uid} notes={notes} onClose={() => open(undefined)} />}
    </section>
  );
};
