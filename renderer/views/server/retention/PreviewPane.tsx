import { useTranslation } from 'react-i18next';
import type { ApiPreview } from '../../../../protocol/api.ts';
import type { ServerFolder } from '../../../../protocol/bridge.ts';
import { Details } from '../../shared/Details.tsx';
import { useFormat } from '../../shared/format.tsx';
import { useDelayed } from '../../shared/useDelayed.ts';
import type { Problem } from '../host.ts';
import { FolderPreview } from './FolderPreview.tsx';
import policy from './Policy.module.css';
import classes from './Preview.module.css';

/** What a policy would do, with its clock. It never shows what another one would do. */
export const PreviewPane = ({
  folders,
  valid,
  preview,
  problem,
}: {
  folders: readonly ServerFolder[];
  valid: boolean;
  preview: ApiPreview | null;
  problem: Problem | null;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const late = useDelayed(valid && preview === null && problem === null);
  return (
    <section className={classes.pane} aria-label={t('policy.preview')} aria-busy={valid && preview === null && problem === null}>
      <h2 className={classes.title}>{t('policy.preview')}</h2>
      {!valid && <p className={policy.hint}>{t('policy.wrong')}</p>}
      {late && (
        <p className={policy.hint} role="status">
          {t('policy.looking')}
        </p>
      )}
      {problem && (
        <div role="alert" className={policy.told}>
          <p>{t('policy.failed')}</p>
          <p>{t('policy.failedSafe')}</p>
          <Details problem={problem} />
        </div>
      )}
      {preview && (
        <>
          <p className={policy.hint}>{t('policy.clock', { time: format.fullTime(Date.parse(preview.at)) })}</p>
          {preview.folders
            .filter(({ folder }) => folders.includes(folder))
            .map((one) => (
              <FolderPreview key={one.folder} at={Date.parse(preview.at)} preview={one} />
            ))}
          <p className={policy.hint}>{t('policy.brakedDays')}</p>
        </>
      )}
    </section>
  );
};
