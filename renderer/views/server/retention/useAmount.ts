import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format.tsx';

/** Messages and their bytes in words. */
export const useAmount = (): ((amount: { count: number; bytes: number }) => string) => {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ count, bytes }) =>
    count === 0 ? t('policy.nothing') : t('policy.amount', { messages: t('count.messages', { count }), bytes: format.bytes(bytes) });
};
