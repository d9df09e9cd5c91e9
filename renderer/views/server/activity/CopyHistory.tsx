import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiCopy } from '../../../../protocol/api.ts';
import { mailboxLabel, sentenceOf, type TokenNotes, whoOf } from '../../../activity-words.ts';
import { useFormat } from '../../shared/format.tsx';
import { useServer } from '../host.ts';
import { iconOf } from './icons.ts';
import classes from './MessageHistory.module.css';

/** One copy of a submission: where it is now, its steps, and within it those that it was handed on as. */
export const CopyHistory = ({
  copy,
  copies,
  asked,
  notes,
  depth,
}: {
  copy: ApiCopy;
  /** All of the submission. */
  copies: readonly ApiCopy[];
  /** The uid whose history was asked for. */
  asked: string;
  notes: TokenNotes;
  depth: number;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { go, HereStep } = useServer();
  const { uid, folder, ended, history, mailbox } = copy;
  const name = mailboxLabel(t, mailbox);
  const via = typeof copy.envelope.via === 'string' ? copy.envelope.via : null;
  const next = copies.filter(({ from }) => from === uid);
  const Heading = depth === 0 ? 'h3' : 'h4';
  const whenOf = (at: number, before: string | undefined): string => {
    const ms = before === undefined ? undefined : at - Date.parse(before);
    const later =
      ms === undefined
        ? ''
        : ms < 0
          ? t('activity.backwards')
          : ms < 1_000
            ? t('activity.atOnce')
            : t('activity.later', { age: format.span(ms) });
    return [`${format.date(at, 0)}, ${format.clock(at)}`, later].filter((part) => part !== '').join(' · ');
  };
  return (
    <section className={classes.copy} data-asked={uid === asked || undefined}>
      <Heading className={classes.name}>{t(depth === 0 ? 'activity.copyFor' : 'activity.handedOnTo', { mailbox: name })}</Heading>
      <p className={classes.now}>
        <span>
          {t('activity.now', { where: t(`activity.where.${folder === 'ended' ? (ended ?? 'deleted') : folder}`) })}
          {copy.held && ` · ${t('activity.held')}`} · {t('activity.number', { id: copy.id })}
        </span>
        {folder !== 'ended' && (
          <Button variant="default" size="compact-xs" onClick={() => go({ view: folder, mailbox, uid })}>
            {t('activity.open', { folder: t(`folders.${folder}`) })}
          </Button>
        )}
      </p>
      <ol className={classes.steps} aria-label={t('activity.steps', { mailbox: name })}>
        {history.map((step, index) => {
          const told = { ...step, sender: copy.sender, via: step.kind === 'accepted' ? via : null };
          const Icon = iconOf(step.kind);
          const who = whoOf(t, told, notes);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added
            <li key={index} className={classes.step}>
              <Icon className={classes.icon} size={18} stroke={1.5} aria-hidden />
              <span className={classes.what}>
                <bdi>{sentenceOf(t, told, notes)}</bdi>
                <span className={classes.when}>
                  <time dateTime={step.at}>{whenOf(Date.parse(step.at), history[index - 1]?.at)}</time>
                  {who !== '' && ` · ${who}`}
                </span>
              </span>
            </li>
          );
        })}
        <HereStep mailbox={mailbox} uid={uid} />
      </ol>
      {next.map((one) => (
        <CopyHistory key={one.uid} copy={one} copies={copies} asked={asked} notes={notes} depth={depth + 1} />
      ))}
    </section>
  );
};
