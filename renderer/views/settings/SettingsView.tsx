import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import classes from './SettingsView.module.css';
import { AddressesSection } from './sections/AddressesSection.tsx';
import { AppearanceSection } from './sections/AppearanceSection.tsx';
import { InboxSection } from './sections/InboxSection.tsx';
import { StorageSection } from './sections/StorageSection.tsx';

/** Everything that the reader can choose, section by section; each choice is saved at once. */
const sections = [InboxSection, AppearanceSection, AddressesSection, StorageSection];

export const SettingsView = ({ section: _ }: { section: string | undefined }) => {
  const { t } = useTranslation();
  const { info } = useApp();
  const scroller = useRef<HTMLElement>(null);
  // Opened by a key, it takes the place of what had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus();
  }, []);
  return (
    <div className={classes.view}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('settings.title')}</h1>
        <p className={classes.saved}>{t('settings.saved')}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={t('settings.title')}>
        <div className={classes.column}>
          {sections.map((Section) => (
            <Section key={Section.name} />
          ))}
          <p className={classes.version}>{t('settings.version', { version: info.version, electron: info.electron })}</p>
        </div>
      </section>
    </div>
  );
};
