import { useTranslation } from 'react-i18next';
import type { CertificateFacts } from '../../../../protocol/bundled.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { useFormat, useMinute } from '../../shared/format.tsx';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';

/** ms before its end in which it is called to mind. */
const soon = 30 * 24 * 3_600_000;

/** What a certificate says of itself. */
export const CertificateView = ({ facts }: { facts: CertificateFacts }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { names, issuer, selfSigned, from, until, fingerprint } = facts;
  const [start, end] = [format.date(from, now), format.date(until, now)];
  const warning =
    until < now
      ? t('bundled.expired', { until: end })
      : from > now
        ? t('bundled.notYet', { from: start })
        : until - now < soon
          ? t('bundled.endsSoon', { until: end })
          : undefined;
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t('bundled.names')}</dt>
        <dd>{names.join(', ')}</dd>
        <dt>{t('bundled.issuer')}</dt>
        <dd>{selfSigned ? t('bundled.itself') : issuer}</dd>
        <dt>{t('bundled.valid')}</dt>
        <dd>{t('bundled.validFromTo', { from: start, until: end })}</dd>
      </dl>
      {warning && (
        <p className={classes.trouble} role="status">
          {warning}
        </p>
      )}
      <p className={settings.hint}>{t('bundled.fingerprint')}</p>
      <CopyLine words={[fingerprint]} label={t('bundled.copyFingerprint')} />
    </>
  );
};
