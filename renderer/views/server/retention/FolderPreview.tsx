import { useTranslation } from 'react-i18next';
import type { ApiPreview } from '../../../../protocol/api.ts';
import { senderName } from '../../../sender.ts';
import { useFormat } from '../../shared/format.tsx';
import { Plot } from '../../shared/plot/Plot.tsx';
import policy from './Policy.module.css';
import classes from './Preview.module.css';
import { useAmount } from './useAmount.ts';

type Folder = ApiPreview['folders'][number];
type Amount = Folder['now'];

const day = 86_400_000;
const sum = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((a, b) => ({ count: a.count + b.count, bytes: a.bytes + b.bytes }), { count: 0, bytes: 0 });

/** What would go of a folder: at once and day by day, beside the policy in force, and the first by name. */
export const FolderPreview = ({ at, preview }: { at: number; preview: Folder }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = useAmount();
  const { folder, stored, now, days, inForce, more, fewer, first } = preview;
  const ahead = sum([now, ...days]);
  const aheadInForce = sum([inForce.now, ...inForce.days]);
  const name = t(`policy.folder_${folder}`);
  const words =
    ahead.count === 0
      ? t(`policy.sumNone_${folder}`)
      : t(`policy.sum_${folder}`, { stored: t('count.messages', { count: stored.count }), now: amount(now), ahead: amount(ahead) });
  // The first place is what goes at once, the others are the days that follow.
  const rows = [now, ...days].map((goes, place) => ({
    place,
    goes,
    inForce: (place === 0 ? inForce.now : inForce.days[place - 1]) ?? { count: 0, bytes: 0 },
    from: at + (place - 1) * day,
    label: place === 0 ? t('policy.atOnce') : format.date(at + place * day, at),
  }));
  const comparison = [
    ['would', now, ahead],
    ['inForce', inForce.now, aheadInForce],
    ['more', more.now, more.ahead],
    ['fewer', fewer.now, fewer.ahead],
  ] as const;
  const differs = more.ahead.count + fewer.ahead.count + more.now.count + fewer.now.count > 0;
  return (
    <section className={classes.folder} aria-label={name}>
      <h3 className={classes.name}>{name}</h3>
      <p className={classes.words} role="status">
        {words}
      </p>
      {differs ? (
        <table className={classes.table} aria-label={t('policy.compared')}>
          <thead>
            <tr>
              <th scope="col">{t('policy.compared')}</th>
              <th scope="col">{t('policy.atOnce')}</th>
              <th scope="col">{t('policy.ahead')}</th>
            </tr>
          </thead>
          <tbody>
            {comparison.map(([what, atOnce, within]) => (
              <tr key={what}>
                <th scope="row">{t(`policy.${what}`)}</th>
                <td>{amount(atOnce)}</td>
                <td>{amount(within)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={policy.hint}>{t('policy.same')}</p>
      )}
      {ahead.count > 0 && (
        <div className={classes.columns}>
          <Plot
            title={t('policy.byDay')}
            text={words}
            kind="bars"
            height={140}
            x={{ kind: 'time', from: at - day, to: at + days.length * day }}
            y={{ unit: 'count' }}
            series={[{ id: 'goes', name: t('policy.goes'), tone: 'accent' }]}
            points={rows.map(({ from, label, goes }) => ({ from, to: from + day, label, values: [goes.count] }))}
            markers={[{ at, label: t('policy.atOnce') }]}
          />
          <div className={classes.lists}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section className={classes.scroller} tabIndex={0} aria-label={t('policy.byDayList')}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('policy.until', { time: format.time(at) })}</th>
                    <th scope="col">{t('policy.goes')}</th>
                    <th scope="col">{t('policy.inForce')}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows
                    .filter((row) => row.goes.count + row.inForce.count > 0)
                    .map(({ place, label, goes, inForce }) => (
                      <tr key={place}>
                        <th scope="row">{label}</th>
                        <td>{amount(goes)}</td>
                        <td>{amount(inForce)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </section>
            <h3 className={classes.name}>{t('policy.first')}</h3>
            <ol className={classes.first} aria-label={t('policy.first')}>
              {first.map(({ uid, subject, sender, size, ends }) => {
                const end = Date.parse(ends?.at ?? '');
                return (
                  <li key={uid}>
                    <span className={classes.subject} title={subject}>
                      {subject || t('list.noSubject')}
                    </span>
                    <span className={classes.dim}>{senderName(sender) || t('list.noSender')}</span>
                    <span className={classes.dim}>{format.bytes(size)}</span>
                    <span className={classes.dim}>{end > at ? format.fullTime(end) : t('policy.firstNow')}</span>
                  </li>
                );
              })}
            </ol>
          </div>
        </div>
      )}
    </section>
  );
};
