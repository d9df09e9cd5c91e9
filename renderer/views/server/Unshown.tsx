import { Button } from '@mantine/core';
import { IconAlertTriangle, IconServerOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Details } from '../shared/Details.tsx';
import { Notice } from '../shared/Notice.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import { type Problem, useServer } from './host.ts';
import { standingOf } from './standing.ts';

/** In place of a part that could not be read. What is so of the whole server stands above every part: it is not said twice. */
export const Unshown = ({
  title,
  hint,
  problem,
  onRetry,
}: {
  title: string;
  hint?: string;
  /** Null: the server does not run. */
  problem: Problem | null;
  onRetry(): void;
}) => {
  const { t } = useTranslation();
  const { entry } = useServer();
  const late = useDelayed(true);
  if (!problem || standingOf(problem.code, entry) !== 'other')
    return late && <Notice icon={IconServerOff} title={t('serverSide.unshown')} hint={t('serverSide.unshownHint')} heading="h2" />;
  return (
    <Notice icon={IconAlertTriangle} tone="danger" title={title} {...(hint !== undefined && { hint })} heading="h2">
      <Button onClick={onRetry}>{t('act.tryAgain')}</Button>
      <Details problem={problem} />
    </Notice>
  );
};
