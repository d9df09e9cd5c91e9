import { SegmentedControl, Slider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo } from '../../../protocol/bridge.ts';
import { capSteps, megabyte, nearestStep, usualCap } from '../../cap-steps.ts';
import { meterOf } from '../../meter.ts';
import { numberOf } from '../../numbers.ts';
import { roomOf } from '../../room.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useFormat } from '../shared/format.tsx';
import { NumberField } from '../shared/NumberField.tsx';
import classes from './SettingsView.module.css';

/** Bounds of the settings' own schema, in the unit that is shown. */
const most = { messages: 1_000_000_000_000, bytes: 1_000_000 };

/** What a cap means for what is in the inbox today. */
const Meaning = ({ cap }: { cap: AccountInfo['cap'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { overwriteRead } = useValue(app.account);
  const status = useValue(app.status);
  if (!status) return null;
  const rules = { cap, overwriteRead };
  const { segments, used, limit } = meterOf(status.tally, rules);
  const free = segments.find((segment) => segment.name === 'free')?.amount ?? 0;
  const messages = cap.unit === 'messages';
  const amount = messages ? format.number : format.bytes;
  const { deleted, read } = status.tally;
  const replaceable = deleted.count + (overwriteRead ? read.count : 0);
  const over = used - limit;
  // The next one that comes takes its own place, too.
  const going = messages ? t('count.messages', { count: over + 1 }) : format.bytes(over);
  const wayOut = [roomOf(status.tally, rules) > 0 ? t('settings.meaningOverReplace', { amount: going }) : t('settings.meaningOver')];
  const roomLeft = [
    free > 0
      ? t(messages ? 'settings.meaningRoomMessages' : 'settings.meaningRoomBytes', { room: amount(free) })
      : t('settings.meaningNoRoom'),
    replaceable > 0 && t('settings.meaningReplace', { count: replaceable }),
  ];
  return (
    <p className={classes.meaning} data-over={over > 0 || undefined} role="status">
      {sentences(
        t,
        t(messages ? 'settings.meaningMessages' : 'settings.meaningBytes', { used: amount(used), limit: amount(limit) }),
        ...(over > 0 ? wayOut : roomLeft),
      )}
    </p>
  );
};

/** How much the inbox holds: a number, its unit, and a slider over round sizes. */
export const CapSetting = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { cap: saved } = useValue(app.account);
  // What is being chosen; saved when the choice is made.
  const [cap, setCap] = useState(saved);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setCap(saved), [saved]);
  const { unit } = cap;
  const scale = unit === 'messages' ? 1 : megabyte;
  const save = (next: AccountInfo['cap']): void => {
    setCap(next);
    setTyped(null);
    if (next.unit !== saved.unit || next.limit !== saved.limit) void app.changeAccount({ cap: next });
  };
  const number = typed === null ? cap.limit / scale : (numberOf(typed, unit === 'messages' ? 0 : 3) ?? Number.NaN);
  const limit = Math.round(number * scale);
  const valid = limit >= 1 && number <= most[unit];
  const commit = (): void => {
    if (typed !== null && valid) save({ unit, limit });
  };
  const amountOf = (limit: number): string => (unit === 'messages' ? t('count.messages', { count: limit }) : format.bytes(limit));
  return (
    <div className={classes.cap}>
      <div className={classes.inline}>
        <NumberField
          className={classes.number}
          label={t('settings.cap')}
          value={typed ?? cap.limit / scale}
          error={!valid && t(unit === 'messages' ? 'settings.badCap' : 'settings.badCapBytes', { limit: format.number(most[unit]) })}
          onChange={setTyped}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        <SegmentedControl
          aria-label={t('settings.unit')}
          value={unit}
          data={[
            { value: 'messages', label: t('settings.messages') },
            { value: 'bytes', label: t('settings.megabytes') },
          ]}
          onChange={(value) => {
            const next = value === 'bytes' ? 'bytes' : 'messages';
            if (next !== unit) save({ unit: next, limit: usualCap(next, app.status.get()?.tally) });
          }}
        />
      </div>
      <Slider
        className={classes.slider}
        thumbLabel={t('settings.capSlider')}
        thumbValueText={(step) => amountOf(capSteps[unit][step] ?? 0)}
        min={0}
        max={capSteps[unit].length - 1}
        value={nearestStep(unit, cap.limit)}
        label={(step) => amountOf(capSteps[unit][step] ?? 0)}
        onChange={(step) => {
          setTyped(null);
          setCap({ unit, limit: capSteps[unit][step] ?? cap.limit });
        }}
        onChangeEnd={(step) => save({ unit, limit: capSteps[unit][step] ?? cap.limit })}
      />
      <Meaning cap={typed !== null && valid ? { unit, limit } : cap} />
    </div>
  );
};
