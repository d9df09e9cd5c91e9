import { Button } from '@mantine/core';
import { IconAlertTriangle, IconMailQuestion, IconPencil, IconSend } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterFolder } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useLetterCounts, useLetterList } from '../../state/letter-list.ts';
import { useValue } from '../../state/value.ts';
import { Back } from '../Back.tsx';
import { useOnePane } from '../one-pane.ts';
import panes from '../Panes.module.css';
import { Details } from '../shared/Details.tsx';
import { Notice } from '../shared/Notice.tsx';
import { LetterList } from './LetterList.tsx';
import { LetterPane } from './LetterPane.tsx';
import classes from './LettersView.module.css';

const empty = {
  drafts: { icon: IconPencil, title: 'letters.emptyDrafts', hint: 'letters.emptyDraftsHint' },
  sent: { icon: IconSend, title: 'letters.emptySent', hint: 'letters.emptySentHint' },
} as const;

/** Drafts, or what was sent, and the one that is chosen. */
export const LettersView = ({ folder, separator }: { folder: LetterFolder; separator: ReactNode }) => {
  const { t } = useTranslation();
  const app = useApp();
  const pages = useLetterList(folder);
  const { rows, loaded, ended, problem } = useValue(pages.listing);
  const counts = useLetterCounts();
  const [selected, setSelected] = useState<string | null>(null);
  const list = useRef<Pick<HTMLElement, 'focus'>>(null);
  const reading = useRef<HTMLElement>(null);
  const chosen = rows.find((row) => row.id === selected);
  const pane = useOnePane(chosen?.id, list, reading);
  const nothing = loaded && ended && rows.length === 0 ? empty[folder] : null;
  const name = t(`letters.${folder}`);
  return (
    <div className={panes.panes} data-shows={pane.shows}>
      <section id="list" className={classes.pane} aria-label={name}>
        <header className={classes.header}>
          <h1 className={classes.title}>{name}</h1>
          {counts && counts[folder] > 0 && <p className={classes.count}>{t('count.messages', { count: counts[folder] })}</p>}
        </header>
        {problem && rows.length === 0 ? (
          <Notice icon={IconAlertTriangle} tone="danger" title={t('letters.problem')}>
            <Button onClick={() => pages.retry()}>{t('act.tryAgain')}</Button>
            <Details problem={problem} />
          </Notice>
        ) : nothing ? (
          <Notice icon={nothing.icon} title={t(nothing.title)} hint={t(nothing.hint)} />
        ) : (
          <LetterList
            ref={list}
            pages={pages}
            total={counts?.[folder] ?? 0}
            label={name}
            selected={selected}
            onSelect={setSelected}
            onShow={pane.open}
            onOpen={(id) => {
              if (folder === 'drafts') return app.letters.edit(id);
              pane.open();
              reading.current?.focus();
            }}
          />
        )}
      </section>
      {separator}
      <section
        ref={reading}
        className={classes.reading}
        aria-label={t('message.label')}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          pane.back();
          list.current?.focus();
        }}
      >
        {pane.shows === 'reading' && <Back onBack={pane.back} />}
        {chosen ? (
          <LetterPane key={chosen.id} id={chosen.id} onGone={() => setSelected(null)} />
        ) : (
          <>
            <div className={classes.bar} />
            <Notice icon={IconMailQuestion} title={t('letters.none')} hint={t('letters.noneHint')} />
          </>
        )}
      </section>
    </div>
  );
};
