import { IconMailQuestion, IconStack2 } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { Back } from '../Back.tsx';
import { Notice } from '../shared/Notice.tsx';
import { OpenMessage } from './OpenMessage.tsx';
import classes from './ReadingPane.module.css';
import { type PaneActs, Toolbar } from './Toolbar.tsx';

/** The open message, or what there is instead of one. */
export const ReadingPane = ({
  ref,
  row,
  count,
  alone,
  onShown,
  onBack,
  ...acts
}: PaneActs & {
  ref: Ref<HTMLElement>;
  row: MessageRow | undefined;
  /** Messages that are selected. */
  count: number;
  /** The list is out of view. */
  alone: boolean;
  /** The message has been in view long enough to count as read. */
  onShown(row: MessageRow): void;
  onBack(): void;
}) => {
  const { t } = useTranslation();
  // As long as the pane is there: whoever needs large letters needs them in the next message, too.
  const [zoom, setZoom] = useState(1);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onBack();
  };
  return (
    <section ref={ref} className={classes.pane} aria-label={t('message.label')} tabIndex={-1} onKeyDown={key}>
      {alone && <Back onBack={onBack} />}
      {row ? (
        <OpenMessage key={row.uid} row={row} acts={acts} zoom={zoom} onZoom={setZoom} onShown={onShown} />
      ) : count > 1 ? (
        <>
          <header className={classes.bar}>
            <Toolbar acts={acts} />
          </header>
          <Notice icon={IconStack2} title={t('count.selected', { count })} hint={t('message.multiHint')} heading="h2" />
        </>
      ) : (
        <>
          <div className={classes.bar} />
          <Notice icon={IconMailQuestion} title={t('message.none')} hint={t('message.noneHint')} />
        </>
      )}
    </section>
  );
};
