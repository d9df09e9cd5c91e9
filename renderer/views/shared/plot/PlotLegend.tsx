import { Fill, lineDash } from './Fill.tsx';
import classes from './Plot.module.css';
import type { PlotProps, PlotSeries } from './Plot.tsx';
import type { PlotPoint } from './points.ts';

/** What the series are, and their values where it is read; the reading point speaks them itself. */
export const PlotLegend = ({
  kind,
  series,
  point,
  written,
}: {
  kind: PlotProps['kind'];
  series: readonly PlotSeries[];
  point: PlotPoint | undefined;
  written(value: number | null): string;
}) => (
  <div className={classes.legend} aria-hidden>
    {series.map(({ id, name, tone }, index) => (
      <span key={id} className={classes.entry}>
        <svg className={classes.swatch} data-tone={tone} width={20} height={12} aria-hidden focusable="false">
          {kind === 'line' ? (
            <line className={classes.stroke} x1={0} x2={20} y1={6} y2={6} strokeDasharray={lineDash(index)} />
          ) : (
            <Fill index={index}>{(fill) => <rect className={classes.block} width={20} height={12} rx={2} fill={fill} />}</Fill>
          )}
        </svg>
        {name}
        <b className={classes.value}>{point && written(point.values[index] ?? null)}</b>
      </span>
    ))}
  </div>
);
