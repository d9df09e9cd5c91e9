import { useTranslation } from 'react-i18next';
import type { ServerPlace } from '../../place.ts';

export const ActivityView = (_: { place: ServerPlace }) => {
  const { t } = useTranslation();
  return <section aria-label={t('serverSide.activity')} />;
};
