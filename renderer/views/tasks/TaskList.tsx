import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { accountName } from '../account-name.ts';
import { Details } from '../shared/Details.tsx';
import { useFormat } from '../shared/format.tsx';
import classes from './TaskList.module.css';
import { listedOf, progressWords, taskWords } from './task-words.ts';

const toneOf = ({ state }: Task): 'quiet' | 'done' | 'full' | 'danger' => {
  switch (state.kind) {
    case 'running':
    case 'cancelled':
      return 'quiet';
    case 'failed':
      return 'danger';
    case 'done':
      return (state.result.kind === 'check' && state.result.faults > 0) || (state.result.kind === 'import' && state.result.refused > 0)
        ? 'full'
        : 'done';
  }
};

const icons = { quiet: IconLoader2, done: IconCheck, full: IconAlertTriangle, danger: IconAlertTriangle };

const OneTask = ({ task }: { task: Task }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge, accounts, tasks } = useApp();
  const all = useValue(accounts);
  const owner = all.find(({ id }) => id === task.account);
  const own = taskWords(t, format, task);
  const words = all.length > 1 && owner ? t('tasks.of', { work: own, account: accountName(t, owner) }) : own;
  const { id, state, done, of } = task;
  const running = state.kind === 'running';
  const tone = toneOf(task);
  const Icon = icons[tone];
  const { lines, more } = listedOf(t, task);
  return (
    <li className={classes.task} data-tone={tone}>
      <Icon className={classes.icon} size={16} stroke={1.75} aria-hidden data-turning={running || undefined} />
      <p className={classes.words} role={running ? undefined : 'status'}>
        {words}
        {running && <span className={classes.amount}> · {progressWords(t, format, task)}</span>}
      </p>
      {running && (
        <progress className={classes.progress} {...(of === null ? {} : { max: Math.max(of, 1), value: done })} aria-label={words} />
      )}
      {state.kind === 'failed' && <Details problem={state.problem} />}
      {running ? (
        <Button size="compact-xs" variant="default" aria-label={t('tasks.cancelOne', { work: words })} onClick={() => tasks.cancel(id)}>
          {t('tasks.cancel')}
        </Button>
      ) : (
        <>
          {state.kind === 'done' && 'path' in state.result && (
            <Button size="compact-xs" variant="default" onClick={() => void bridge.call('task.show', { id })}>
              {t('tasks.show')}
            </Button>
          )}
          <CloseButton size="sm" aria-label={t('tasks.dismiss')} onClick={() => tasks.dismiss(id)} />
        </>
      )}
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ul className={classes.lines} tabIndex={0}>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
            <li key={at}>{line}</li>
          ))}
          {more > 0 && <li>{t('tasks.more', { count: more })}</li>}
        </ul>
      )}
    </li>
  );
};

/** Long work above the status line: what it does, how far it is, and what became of it. Nothing waits for it. */
export const TaskList = () => {
  const { t } = useTranslation();
  const tasks = useValue(useApp().tasks.tasks);
  if (tasks.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('tasks.label')}>
      {tasks.map((task) => (
        <OneTask key={task.id} task={task} />
      ))}
    </ul>
  );
};
