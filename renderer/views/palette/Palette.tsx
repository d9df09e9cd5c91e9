import { Kbd, Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../place.ts';
import { type Entry, matching, useEntries } from './entries.ts';
import classes from './Palette.module.css';

/** Entries that are remembered as chosen lately. */
const remembered = 8;

const Chooser = ({ entries, recent, onChoose }: { entries: readonly Entry[]; recent: readonly string[]; onChoose(entry: Entry): void }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => matching(entries, typed, recent), [entries, typed, recent]);
  const current = Math.min(at, shown.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is current is kept in view
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [current, shown]);
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const chosen = shown[current];
    const last = shown.length - 1;
    const places: Record<string, number> = {
      ArrowDown: current === last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      PageDown: Math.min(last, current + 8),
      PageUp: Math.max(0, current - 8),
    };
    const place = places[event.key];
    if (place !== undefined) setAt(place);
    else if (event.key === 'Enter' && chosen) onChoose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        className={classes.field ?? ''}
        variant="unstyled"
        data-autofocus
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded
        aria-controls="palette"
        aria-autocomplete="list"
        {...(shown.length > 0 && { 'aria-activedescendant': `palette-${current}` })}
        placeholder={t('palette.label')}
        leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={key}
      />
      <div ref={list} id="palette" className={classes.list} role="listbox" aria-label={t('palette.results')}>
        {shown.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of the whole list
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the one that is meant
          <div
            key={entry.id}
            id={`palette-${index}`}
            className={classes.entry}
            role="option"
            aria-selected={index === current}
            onMouseMove={() => setAt(index)}
            onClick={() => onChoose(entry)}
          >
            <span className={classes.name}>
              {entry.name}
              {entry.group !== undefined && <span className={classes.group}> {entry.group}</span>}
            </span>
            {entry.keys !== undefined && <Kbd size="sm">{entry.keys}</Kbd>}
          </div>
        ))}
        {shown.length === 0 && <p className={classes.nothing}>{t('palette.nothing')}</p>}
      </div>
      <p className="visually-hidden" role="status">
        {shown.length === 0 ? t('palette.nothing') : ''}
      </p>
    </>
  );
};

/** Everything that can be done, by its name. */
export const Palette = ({ opened, onClose, onGo }: { opened: boolean; onClose(): void; onGo(place: Place): void }) => {
  const { t } = useTranslation();
  const entries = useEntries(onGo);
  const [recent, setRecent] = useState<readonly string[]>([]);
  const chosen = useRef<Entry | null>(null);
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (opened) before.current = document.activeElement;
  }, [opened]);
  /** The focus goes back where it was, and then what was chosen is done: it may put it elsewhere. */
  const leave = (): void => {
    const entry = chosen.current;
    chosen.current = null;
    setTimeout(() => {
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
      entry?.act();
    });
  };
  const choose = (entry: Entry): void => {
    chosen.current = entry;
    setRecent([entry.id, ...recent.filter((id) => id !== entry.id)].slice(0, remembered));
    onClose();
  };
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg" yOffset="12vh" centered={false} returnFocus={false} onExitTransitionEnd={leave}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')} classNames={{ content: classes.content ?? '' }}>
        <Modal.Body className={classes.body ?? ''}>
          <Chooser entries={entries} recent={recent} onChoose={choose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
};
