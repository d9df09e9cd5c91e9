import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../bridge.ts';
import { Details } from '../../shared/Details.tsx';
import classes from './Bundled.module.css';
import { whyOf } from './why.ts';

/** What is so, why, and what to do. */
export const Trouble = ({ title, problem }: { title: string; problem: Problem }) => {
  const { t } = useTranslation();
  return (
    <div className={classes.trouble} role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p>
          {title} {whyOf(t, problem.code)}
        </p>
        <Details problem={problem} />
      </div>
    </div>
  );
};
