import { Button, Popover } from '@mantine/core';
import { IconArrowsMaximize, IconChevronDown, IconReplace, type TablerIcon } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomRule, RoomSuggestion } from '../../../protocol/bridge.ts';
import type { Format } from '../../format.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useGo } from '../go.ts';
import { useFormat } from '../shared/format.tsx';
import { LinkButton } from '../shared/LinkButton.tsx';
import classes from './RoomView.module.css';
import { useSuggestions } from './useRoom.ts';

const nameOf = (t: TFunction, format: Format, { kind, of, count }: RoomSuggestion): string => {
  switch (kind) {
    case 'enough':
      return t('room.enough', { count });
    case 'old':
      return t('room.old', { count, age: format.age(of * 86_400) });
    case 'largest':
      // Several may be as large as the last of them.
      return count === of ? t('room.largest', { of }) : t('room.largestMore', { count });
    case 'attachments':
      return t('room.attachments', { count });
  }
};

const sameRule = (a: RoomRule | null, b: RoomRule): boolean =>
  a !== null && a.upTo === b.upTo && a.before === b.before && a.least === b.least && a.attachments === b.attachments;

const Way = ({ icon: Icon, name, hint, onTake }: { icon: TablerIcon; name: string; hint: string; onTake(): void }) => (
  <button type="button" className={classes.way} onClick={onTake}>
    <Icon size={18} stroke={1.6} aria-hidden />
    <span>
      {name}
      <span className={classes.wayHint}>{hint}</span>
    </span>
  </button>
);

/** What can be taken at once, and the ways other than choosing messages. */
export const Ways = ({ taken, onTake }: { taken: RoomRule | null; onTake(suggestion: RoomSuggestion): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const go = useGo();
  const { overwriteRead } = useValue(app.account);
  const status = useValue(app.status);
  const suggestions = useSuggestions();
  const [opened, setOpened] = useState(false);
  const waiting = status?.waiting.count ?? 0;
  const deleted = status?.tally.deleted.count ?? 0;
  const read = status?.tally.read.count ?? 0;
  return (
    <div className={classes.ways}>
      <div className={classes.first}>
        <p className={classes.safe}>
          {t('room.safe', { count: waiting })}
          {t('between')}
          {waiting > 0 && <LinkButton onClick={() => go({ kind: 'waiting' })}>{t('room.showWaiting')}</LinkButton>}
        </p>
        <Popover position="bottom-end" width={320} trapFocus opened={opened} onChange={setOpened} portalProps={{ target: '#overlays' }}>
          <Popover.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />} onClick={() => setOpened(!opened)}>
              {t('room.others')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown className={classes.dropdown}>
            {!overwriteRead && (
              <Way
                icon={IconReplace}
                name={t('room.overwrite')}
                hint={t('room.overwriteHint', { count: read })}
                onTake={() => {
                  setOpened(false);
                  void app.changeAccount({ overwriteRead: true });
                }}
              />
            )}
            <Way
              icon={IconArrowsMaximize}
              name={t('room.enlarge')}
              hint={t('room.enlargeHint')}
              onTake={() => go({ kind: 'settings', section: 'inbox' })}
            />
          </Popover.Dropdown>
        </Popover>
      </div>
      {deleted > 0 && (
        <p className={classes.safe}>
          {t('room.deleted', { count: deleted })}
          {t('between')}
          <LinkButton onClick={() => go({ kind: 'mail', folder: 'deleted' })}>{t('room.showDeleted')}</LinkButton>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be one for fields */}
      <div role="group" aria-label={t('room.suggestions')} className={classes.suggestions}>
        {suggestions.map((suggestion) => (
          <Button
            key={`${suggestion.kind} ${suggestion.of}`}
            className={classes.suggestion ?? ''}
            size="compact-sm"
            variant={sameRule(taken, suggestion.rule) ? 'light' : 'default'}
            aria-pressed={sameRule(taken, suggestion.rule)}
            rightSection={<span className={classes.bytes}>{format.bytes(suggestion.bytes)}</span>}
            onClick={() => onTake(suggestion)}
          >
            {nameOf(t, format, suggestion)}
          </Button>
        ))}
      </div>
    </div>
  );
};
