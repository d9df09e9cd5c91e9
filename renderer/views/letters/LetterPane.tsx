import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconCopy, IconHourglass, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Letter } from '../../../protocol/bridge.ts';
import { deliveryWords, type Tone } from '../../delivery-words.ts';
import { useApp } from '../../state/app.ts';
import { useFates, useLetter } from '../../state/letter-list.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { Files } from '../compose/Files.tsx';
import { ActButton } from '../shared/ActButton.tsx';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import classes from './LetterPane.module.css';

const icons = { wait: IconHourglass, done: IconCheck, trouble: IconAlertTriangle } as const satisfies Record<Tone, unknown>;

/** How the letter stands with each recipient. */
const Deliveries = ({ letter }: { letter: Letter }) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (letter.deliveries.length === 0) return null;
  return (
    <section className={classes.deliveries} aria-label={t('letters.recipients')}>
      <ul>
        {letter.deliveries.map(({ mailbox, delivery }) => {
          const { words, tone } = deliveryWords(t, format, delivery);
          const Icon = icons[tone];
          return (
            <li key={mailbox} data-tone={tone}>
              <Icon size={16} stroke={1.8} aria-hidden />
              <bdi className={classes.mailbox}>{mailbox}</bdi>
              <span>{words}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

/** Bytes that were handed over, while it lasts. */
const Handing = ({ id }: { id: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = useValue(useApp().letters.progress);
  if (progress?.letter !== id || progress.bytes >= progress.of) return null;
  const words = t('letters.progress', { bytes: format.bytes(progress.bytes), of: format.bytes(progress.of) });
  return (
    <div className={classes.handing}>
      <Progress value={(100 * progress.bytes) / progress.of} aria-label={words} size="sm" />
      <p>{words}</p>
    </div>
  );
};

/** A letter, to be read, and what can be done with it. */
export const LetterPane = ({ id, onGone }: { id: string; onGone(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { id: account } = useValue(app.account);
  const letter = useLetter(id);
  useFates([id]);
  const remove = async (): Promise<void> => {
    if (await app.letters.remove({ account, id }, true)) onGone();
  };
  const removable = letter !== null && !('code' in letter) && letter.stage !== 'sending';
  useCommands({ delete: removable ? () => void remove() : undefined });
  if (letter === null) return null;
  if ('code' in letter)
    return (
      <Notice icon={IconAlertTriangle} tone="danger" title={t('letters.problem')} heading="h2">
        <Details problem={letter} />
      </Notice>
    );
  const again = async (): Promise<void> => {
    const as = crypto.randomUUID();
    const outcome = await app.bridge.call('letters.copy', { account, id, as });
    if (outcome.ok) app.letters.edit(as);
    else app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const cancel = async (): Promise<void> => {
    const outcome = await app.bridge.call('letters.cancel', { account, id });
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value.stage === 'draft') app.letters.edit(id);
  };
  return (
    <>
      <header className={classes.bar}>
        {letter.stage === 'draft' && (
          <Button leftSection={<IconPencil size={14} aria-hidden />} onClick={() => app.letters.edit(id)}>
            {t('act.edit')}
          </Button>
        )}
        {letter.stage === 'sending' && (
          <Button variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={() => void cancel()}>
            {t('letters.cancel')}
          </Button>
        )}
        {letter.stage === 'sent' && (
          <Button variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={() => void again()}>
            {t('letters.again')}
          </Button>
        )}
        {removable && <ActButton icon={IconTrash} name={t('letters.remove')} shortcut="Delete" danger onClick={() => void remove()} />}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable */}
      <section className={classes.scroller} tabIndex={0} aria-label={letter.subject || t('letters.untitled')}>
        <h2 className={classes.subject}>
          <bdi>{letter.subject || t('letters.untitled')}</bdi>
        </h2>
        <dl className={classes.facts}>
          <dt>{t('letters.to')}</dt>
          <dd>
            <bdi>{letter.to.join(', ') || t('letters.nobody')}</bdi>
          </dd>
          <dt>{t(letter.stage === 'draft' ? 'letters.changedAt' : 'letters.sentAt')}</dt>
          <dd>{format.fullTime(letter.at)}</dd>
        </dl>
        <Handing id={id} />
        <Deliveries letter={letter} />
        <p className={classes.text}>{letter.text}</p>
        <Files files={letter.files} />
      </section>
    </>
  );
};
