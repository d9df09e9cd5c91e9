import { useTranslation } from 'react-i18next';
import type { ApiActivity } from '../../../../protocol/api.ts';
import { groupOf, mailboxLabel, sentenceOf, type TokenNotes, whoOf } from '../../../activity-words.ts';
import { useFormat } from '../../shared/format.tsx';
import { iconOf } from './icons.ts';
import classes from './Timeline.module.css';

/** One thing that happened; of a message, it leads to its whole history. */
export const Entry = ({
  entry,
  notes,
  shown,
  tabIndex,
  onOpen,
}: {
  entry: ApiActivity;
  notes: TokenNotes;
  /** Its message's history is beside it. */
  shown: boolean;
  tabIndex: 0 | -1;
  onOpen(uid: string): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const group = groupOf(entry.kind);
  const Icon = iconOf(entry.kind);
  const at = Date.parse(entry.at);
  const sentence = sentenceOf(t, entry, notes);
  const who = whoOf(t, entry, notes);
  const { uid } = entry;
  const about = [
    entry.mailbox === null ? '' : mailboxLabel(t, entry.mailbox),
    entry.id === null ? '' : t('activity.number', { id: entry.id }),
    who,
  ].filter((part) => part !== '');
  const content = (
    <>
      <time className={classes.time} dateTime={entry.at} title={format.fullTime(at)}>
        {format.clock(at)}
      </time>
      <Icon className={classes.icon} data-group={group} size={18} stroke={1.5} aria-hidden />
      <span className={classes.words}>
        <span className={classes.sentence} title={sentence}>
          <bdi>{sentence}</bdi>
        </span>
        <span className={classes.about}>
          {uid !== null && (
            <span className={classes.subject} title={entry.subject ?? ''}>
              <bdi>{entry.subject || t('activity.noSubject')}</bdi>
            </span>
          )}
          <span className={classes.where}>{about.join(' · ')}</span>
        </span>
      </span>
    </>
  );
  return uid === null ? (
    <div className={classes.entry} tabIndex={tabIndex} data-entry>
      {content}
    </div>
  ) : (
    <button
      type="button"
      className={classes.entry}
      tabIndex={tabIndex}
      data-entry
      aria-current={shown || undefined}
      onClick={() => onOpen(uid)}
    >
      {content}
    </button>
  );
};
