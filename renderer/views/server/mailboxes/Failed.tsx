import { IconAlertTriangle } from '@tabler/icons-react';
import { Details } from '../../shared/Details.tsx';
import type { Problem } from '../host.ts';
import classes from './Mailboxes.module.css';

/** What was not done, where it was asked for. */
export const Failed = ({ words, problem }: { words: string; problem: Problem | null }) => (
  <div role="alert">
    {problem && (
      <div className={classes.failed}>
        <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
        <div>
          {words}
          <Details problem={problem} />
        </div>
      </div>
    )}
  </div>
);
