import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Acts.module.css';
import { type Act, actIcons, acts } from './act-list.ts';
import type { UnderWay } from './useActs.ts';

/** What can be done with the chosen messages; while it is being done, how far it is. */
export const ActBar = ({
  possible,
  underWay,
  onAct,
  onStop,
}: {
  possible: readonly Act[];
  underWay: UnderWay | null;
  onAct(act: Act): void;
  onStop(): void;
}) => {
  const { t } = useTranslation();
  if (underWay) {
    const { action, done, of } = underWay;
    const words = t(`serverFolder.underWay.${action}`, { done, of });
    return (
      <div className={classes.acts}>
        <progress className={classes.progress} max={of} value={done} aria-label={words} />
        <span role="status">{words}</span>
        {of > 1_000 && (
          <Button size="compact-xs" variant="default" onClick={onStop}>
            {t('serverFolder.stop')}
          </Button>
        )}
      </div>
    );
  }
  return (
    <div className={classes.acts} role="toolbar" aria-label={t('serverFolder.act.label')}>
      {acts.map((act) => {
        const Icon = actIcons[act];
        return (
          <Button
            key={act}
            size="compact-sm"
            variant="default"
            data-danger={act === 'delete' || undefined}
            disabled={!possible.includes(act)}
            leftSection={<Icon size={15} stroke={1.6} aria-hidden />}
            onClick={() => onAct(act)}
          >
            {t(`serverFolder.act.${act}`)}
          </Button>
        );
      })}
    </div>
  );
};
