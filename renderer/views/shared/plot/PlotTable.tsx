import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCopied } from '../useCopied.ts';
import classes from './Plot.module.css';
import type { PlotAxis, PlotSeries } from './Plot.tsx';
import { csvOf, type PlotPoint } from './points.ts';

/** The numbers of a plot. */
export const PlotTable = ({
  title,
  axis,
  series,
  points,
  written,
}: {
  title: string;
  axis: PlotAxis;
  series: readonly PlotSeries[];
  points: readonly PlotPoint[];
  written(value: number | null): string;
}) => {
  const { t } = useTranslation();
  const [copied, copy] = useCopied();
  const first = axis.kind === 'time' ? t('plot.when') : axis.name;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={title}>
        <table className={classes.table}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {series.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map(({ from, label, values }) => (
              <tr key={from}>
                <th scope="row">{label}</th>
                {series.map(({ id }, at) => (
                  <td key={id}>{written(values[at] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {points.length === 0 && <p className={classes.nothing}>{t('plot.nothing')}</p>}
      </section>
      <div>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={() => void copy(csvOf([first, ...series.map(({ name }) => name)], points))}
        >
          {t(copied ? 'plot.copied' : 'plot.copy')}
        </Button>
        <span className="visually-hidden" role="status">
          {copied ? t('plot.copied') : ''}
        </span>
      </div>
    </>
  );
};
