import { Button } from '@mantine/core';
import { IconAlertTriangle, IconSendOff, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import type { Composition } from '../../state/letters.ts';
import { useValue } from '../../state/value.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { Details } from '../shared/Details.tsx';
import { Notice } from '../shared/Notice.tsx';
import { ComposeForm } from './ComposeForm.tsx';
import classes from './ComposePane.module.css';
import { useComposition } from './useComposition.ts';

/** Where a letter is written, beside what is read; in a narrow window, over it. */
export const ComposePane = ({ composition }: { composition: Composition }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { canSend, server } = useValue(app.account);
  const host = server === null ? 'localhost' : new URL(server).hostname;
  const start = useComposition(composition, host);
  const pane = useRef<HTMLElement>(null);
  const before = useRef(document.activeElement);
  // Who closes it stands where they stood.
  useEffect(() => {
    const { current } = before;
    return () => {
      if (current instanceof HTMLElement && current.isConnected) current.focus();
    };
  }, []);
  const title = t(composition.kind === 'draft' ? 'letters.edit' : 'letters.new');
  return (
    <section
      ref={pane}
      className={classes.pane}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        app.letters.close();
      }}
    >
      <header className={classes.bar}>
        <h1 className={classes.title}>{title}</h1>
        <ActButton icon={IconX} name={t('letters.close')} shortcut="Escape" onClick={() => app.letters.close()} />
      </header>
      {start === null ? null : 'code' in start ? (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('letters.problem')}>
          <Details problem={start} />
        </Notice>
      ) : !canSend && !start.exists ? (
        <Notice icon={IconSendOff} title={t('letters.cannot')} hint={t('letters.cannotHint')}>
          <Button variant="default" onClick={() => app.letters.close()}>
            {t('act.close')}
          </Button>
        </Notice>
      ) : (
        <ComposeForm id={composition.id} host={host} start={start} />
      )}
    </section>
  );
};
