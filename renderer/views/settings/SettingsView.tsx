import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { Fallbacks } from './Fallbacks.tsx';
import { ResetSettings } from './ResetSettings.tsx';
import classes from './SettingsView.module.css';
import { sections } from './sections.ts';

/** CSS pixels above a section from which on it counts as the one that is read. */
const margin = 48;

/** Everything that the reader can choose, section by section; each choice is saved at once. */
export const SettingsView = ({ section }: { section: string | undefined }) => {
  const { t } = useTranslation();
  const { info } = useApp();
  const scroller = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState<string>(section ?? sections[0].id);
  const sectionAt = useCallback((id: string) => scroller.current?.querySelector<HTMLElement>(`[data-section="${id}"]`), []);
  const lead = useCallback(
    (id: string): void => {
      const element = sectionAt(id);
      if (!element || !scroller.current) return;
      scroller.current.scrollTop += element.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top;
      element.focus({ preventScroll: true });
      setCurrent(id);
    },
    [sectionAt],
  );
  // Opened by a key, it takes the place of what had the focus.
  useEffect(() => {
    if (section !== undefined) lead(section);
    else if (document.activeElement === document.body) scroller.current?.focus();
  }, [section, lead]);
  const follow = (): void => {
    const element = scroller.current;
    if (!element) return;
    const top = element.getBoundingClientRect().top + margin;
    const atEnd = element.scrollTop > 0 && element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
    const passed = sections.filter(({ id }) => (sectionAt(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) <= top);
    const reached = (passed.at(-1) ?? sections[0]).id;
    // The last ones may be too short to reach the top: whichever of them was chosen stays so.
    if (!atEnd) setCurrent(reached);
  };
  const key = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const entries = [...event.currentTarget.querySelectorAll('a')];
    const at = entries.indexOf(event.target as HTMLAnchorElement);
    entries[Math.min(entries.length - 1, Math.max(0, at + step))]?.focus();
  };
  return (
    <div className={classes.view}>
      <header className={classes.header}>
        <h1 className={classes.title}>{t('settings.title')}</h1>
        <p className={classes.saved}>{t('settings.saved')}</p>
      </header>
      <div className={classes.frame}>
        <nav className={classes.nav} aria-label={t('settings.sections')} onKeyDown={key}>
          {sections.map(({ id, title }) => (
            <a
              key={id}
              href={`#${id}`}
              className={classes.entry}
              aria-current={id === current ? 'true' : undefined}
              tabIndex={id === current ? 0 : -1}
              onClick={(event) => {
                event.preventDefault();
                lead(id);
              }}
            >
              {title(t)}
            </a>
          ))}
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={t('settings.title')} onScroll={follow}>
          <div className={classes.column}>
            <Fallbacks />
            {sections.map(({ id, Section }) => (
              <div key={id} data-section={id} className={classes.section} tabIndex={-1}>
                <Section />
              </div>
            ))}
            <ResetSettings />
            <p className={classes.version}>{t('settings.version', { version: info.version, electron: info.electron })}</p>
          </div>
        </section>
      </div>
    </div>
  );
};
