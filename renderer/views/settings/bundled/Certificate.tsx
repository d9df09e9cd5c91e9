import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChosenCertificate, Reach } from '../../../../protocol/bridge.ts';
import { useApp } from '../../../state/app.ts';
import settings from '../SettingsView.module.css';
import classes from './Bundled.module.css';
import { CertificateView } from './CertificateView.tsx';
import { Trouble } from './Trouble.tsx';

/** The files that encryption goes by: what is in use, and what was chosen instead. */
export const Certificate = ({ reach, onChosen }: { reach: Reach; onChosen(chosen: ChosenCertificate): void }) => {
  const { t } = useTranslation();
  const { bridge, toast } = useApp();
  const { certificate: inUse, chosen, made } = reach;
  const { cert, key, judged } = chosen;
  /** What was chosen is not what is in use already. */
  const pending = !judged?.ok || judged.facts.fingerprint !== inUse?.fingerprint;
  const choose = async (which: 'cert' | 'key'): Promise<void> => {
    const outcome = await bridge.call('bundled.chooseFile', { which });
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) onChosen(outcome.value);
  };
  const make = async (): Promise<void> => {
    const outcome = await bridge.call('bundled.makeCertificate');
    if (outcome.ok) onChosen(outcome.value);
    else toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const save = async (): Promise<void> => {
    const outcome = await bridge.call('bundled.saveCertificate');
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
    else if (outcome.value) toast.set({ kind: 'saved', path: outcome.value.path });
  };
  return (
    <div className={classes.part}>
      <h3>{t('bundled.certificate')}</h3>
      <p className={settings.hint}>{t('bundled.certificateHint')}</p>
      {inUse && (
        <>
          <p className={classes.file}>{t('bundled.inUse')}</p>
          <CertificateView facts={inUse} />
          <p className={settings.hint}>{t('bundled.renew')}</p>
          <div>
            <Button variant="default" onClick={() => void save()}>
              {t('bundled.saveCertificate')}
            </Button>
          </div>
        </>
      )}
      <div className={settings.inline}>
        <Button variant="default" onClick={() => void choose('cert')}>
          {t('bundled.chooseCert')}
        </Button>
        <Button variant="default" onClick={() => void choose('key')}>
          {t('bundled.chooseKey')}
        </Button>
        <Button variant="default" onClick={() => void make()}>
          {t(made ? 'bundled.makeAnew' : 'bundled.make')}
        </Button>
      </div>
      <p className={settings.hint}>{t(made ? 'bundled.madeAnewHint' : 'bundled.makeHint')}</p>
      {pending && cert !== null && <p className={classes.file}>{t('bundled.chosenCert', { path: cert })}</p>}
      {pending && key !== null && key !== cert && <p className={classes.file}>{t('bundled.chosenKey', { path: key })}</p>}
      {cert !== null && key === null && <p className={settings.hint}>{t('bundled.needKey')}</p>}
      {cert === null && key !== null && <p className={settings.hint}>{t('bundled.needCert')}</p>}
      {judged && !judged.ok && <Trouble title="" problem={judged.problem} />}
      {judged?.ok && pending && <CertificateView facts={judged.facts} />}
    </div>
  );
};
