import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChartAreaLine, IconTable } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Plot.module.css';
import { PlotDrawing } from './PlotDrawing.tsx';
import { PlotLegend } from './PlotLegend.tsx';
import { PlotTable } from './PlotTable.tsx';
import { nearest, type PlotPoint, step } from './points.ts';
import type { PlotUnit } from './scales.ts';
import { useWritten } from './use-words.ts';

/** Colours of the theme; the pattern of a series follows from its place, so that it is told without them too. */
export type PlotTone = 'accent' | 'strong' | 'calm' | 'full' | 'danger' | 'done';

export interface PlotSeries {
  readonly id: string;
  readonly name: string;
  readonly tone: PlotTone;
}

/** A vertical edge with words: where a policy cuts, or where something happened. */
export interface PlotMarker {
  readonly at: number;
  readonly label: string;
}

export type PlotAxis =
  /** `from` and `to` in milliseconds since the epoch; absent: as far as the points go. */
  | { readonly kind: 'time'; readonly from?: number; readonly to?: number }
  /** Of numbers; `ticks` are those that have a name, at most as many are written as have room. */
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly to?: number;
      readonly ticks?: readonly { readonly at: number; readonly label: string }[];
    };

export interface PlotProps {
  readonly title: string;
  /** What it shows in one sentence, with its numbers; stands under the title and is read instead of the drawing. */
  readonly text: string;
  /** Areas and bars are stacked, in the order of the series; lines are not. */
  readonly kind: 'line' | 'area' | 'bars';
  /** Bars stand beside each other instead. */
  readonly beside?: boolean;
  readonly x: PlotAxis;
  /** Spans are seconds, and `log` is for them. */
  readonly y: { readonly unit: PlotUnit; readonly log?: boolean };
  readonly series: readonly PlotSeries[];
  /** In the order of `from`; for bars each with its `to`. */
  readonly points: readonly PlotPoint[];
  readonly markers?: readonly PlotMarker[];
  /** What belongs to this plot alone: a switch, say. Stands beside the title. */
  readonly controls?: React.ReactNode;
  /** CSS pixels of the drawing; 180 by default. */
  readonly height?: number;
}

/**
 * A plot as wide as there is room, with its sentence, its legend, and a table of the same numbers behind a switch. The pointer and
 * the arrow keys move a reading point, whose values stand in the legend and are spoken.
 */
export const Plot = ({ title, text, kind, beside = false, x, y, series, points, markers = [], controls, height = 180 }: PlotProps) => {
  const { t } = useTranslation();
  const id = useId();
  const written = useWritten(y.unit);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  /** Where it is read: a value of the axis, so that it stays when the points are newer. */
  const [place, setPlace] = useState<{ hovered: number | null; kept: number | null }>({ hovered: null, kept: null });
  const [focused, setFocused] = useState(false);
  const last = points.length - 1;
  // Of a span nought is something: it was quick.
  const nothing = points.every(({ values }) => values.every((value) => value === null || (value === 0 && y.unit !== 'span')));
  const kept = place.kept === null ? last : nearest(points, place.kept);
  const hovered = place.hovered === null ? -1 : nearest(points, place.hovered);
  const read = hovered >= 0 ? hovered : focused ? kept : -1;
  const spoken = useMemo(() => {
    const point = points[kept];
    if (!point) return '';
    const values = series.map(({ name }, at) => t('plot.value', { name, value: written(point.values[at] ?? null) }));
    return t('plot.point', { label: point.label, values: values.join(', ') });
  }, [points, kept, series, written, t]);
  const key = (event: React.KeyboardEvent): void => {
    const to = event.ctrlKey || event.altKey || event.metaKey ? undefined : step(event.key, kept, points.length);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setPlace({ hovered: null, kept: points[to]?.from ?? null });
  };
  return (
    <figure className={classes.plot} aria-labelledby={`${id}title`} aria-describedby={`${id}text`}>
      <div className={classes.head}>
        <h2 className={classes.title} id={`${id}title`}>
          {title}
        </h2>
        <div className={classes.controls}>
          {controls}
          <Button
            variant="subtle"
            color="gray"
            leftSection={asTable ? <IconChartAreaLine size={14} aria-hidden /> : <IconTable size={14} aria-hidden />}
            aria-describedby={`${id}title`}
            onClick={() => setAsTable(!asTable)}
          >
            {t(asTable ? 'plot.asPlot' : 'plot.asTable')}
          </Button>
        </div>
      </div>
      <figcaption className={classes.text} id={`${id}text`}>
        {text}
      </figcaption>
      <div className={classes.body}>
        {asTable ? (
          <PlotTable title={title} axis={x} series={series} points={points} written={written} />
        ) : (
          <>
            {!nothing && <PlotLegend kind={kind} series={series} point={points[read]} written={written} />}
            <div ref={ref} className={classes.room} style={{ height }}>
              {nothing ? (
                <p className={classes.nothing}>{t('plot.nothing')}</p>
              ) : (
                <div
                  className={classes.reader}
                  role="slider"
                  tabIndex={0}
                  aria-label={t('plot.read', { title })}
                  aria-valuemin={0}
                  aria-valuemax={last}
                  aria-valuenow={kept}
                  aria-valuetext={spoken}
                  onKeyDown={key}
                  onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
                  onBlur={() => setFocused(false)}
                  onPointerLeave={() => setPlace({ ...place, hovered: null })}
                >
                  {width > 0 && (
                    <PlotDrawing
                      kind={kind}
                      beside={beside}
                      axis={x}
                      y={y}
                      series={series}
                      points={points}
                      markers={markers}
                      read={read}
                      width={width}
                      height={height}
                      written={written}
                      onPoint={(value) => setPlace({ ...place, hovered: value })}
                    />
                  )}
                </div>
              )}
            </div>
          </>
        )}
      </div>
    </figure>
  );
};
