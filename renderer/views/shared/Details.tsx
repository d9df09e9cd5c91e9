import { useTranslation } from 'react-i18next';
import type { Problem } from '../../bridge.ts';
import classes from './Details.module.css';

/** The code and the wording of a problem, for whoever asks for them. */
export const Details = ({ problem }: { problem: Problem }) => {
  const { t } = useTranslation();
  return (
    <details className={classes.details}>
      <summary>{t('act.details')}</summary>
      <p lang="en">
        <code>{problem.code}</code> {problem.message}
      </p>
    </details>
  );
};
