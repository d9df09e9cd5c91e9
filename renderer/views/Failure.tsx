import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../bridge.ts';
import { Details } from './shared/Details.tsx';
import { Notice } from './shared/Notice.tsx';

/** In place of the whole window, when it cannot be shown. */
export const Failure = ({ what, problem }: { what: 'start' | 'window'; problem: Problem }) => {
  const { t } = useTranslation();
  return (
    <main style={{ height: '100%', display: 'grid' }}>
      <Notice icon={IconAlertTriangle} tone="danger" title={t(`problem.${what}`)} heading="h1">
        <Button onClick={() => window.location.reload()}>{t('act.reload')}</Button>
        <Details problem={problem} />
      </Notice>
    </main>
  );
};
