import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '../../bridge.ts';
import { Details } from './Details.tsx';
import classes from './Said.module.css';

/** What was said of something, good or bad, with its sign. */
export const Said = ({ tone, children }: { tone: 'done' | 'danger'; children: ReactNode }) => {
  const Icon = tone === 'done' ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={classes.said} data-tone={tone}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <div>{children}</div>
    </div>
  );
};

/** What was not done, where it was asked for. */
export const Failed = ({ words, problem }: { words: string; problem: Problem | null }) => (
  <div role="alert">
    {problem && (
      <Said tone="danger">
        {words}
        <Details problem={problem} />
      </Said>
    )}
  </div>
);
