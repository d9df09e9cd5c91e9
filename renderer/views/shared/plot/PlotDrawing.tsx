import { area, line } from 'd3-shape';
import { useMemo } from 'react';
import { useFormat } from '../format.tsx';
import { Fill, lineDash } from './Fill.tsx';
import classes from './Plot.module.css';
import type { PlotAxis, PlotMarker, PlotProps, PlotSeries } from './Plot.tsx';
import { extent, type PlotPoint, type Reach, reaches } from './points.ts';
import { apart, linearScale, numberScale, type Scale, spanScale, timeScale, valueAt } from './scales.ts';

/** CSS pixels. */
const letter = 6.5;
const below = 22;
const lineHeight = 16;
/** A name at the end goes so far beyond what it names. */
const atEdge = 14;

interface DrawingProps {
  kind: PlotProps['kind'];
  beside: boolean;
  axis: PlotAxis;
  y: PlotProps['y'];
  series: readonly PlotSeries[];
  points: readonly PlotPoint[];
  markers: readonly PlotMarker[];
  /** The index of the point that is read, or -1. */
  read: number;
  width: number;
  height: number;
  written(value: number | null): string;
  /** The pointer stands at this value of the axis. */
  onPoint(value: number): void;
}

const middle = (point: PlotPoint, kind: PlotProps['kind']): number =>
  kind === 'bars' ? (point.from + (point.to ?? point.from)) / 2 : point.from;

const anchorAt = (share: number): 'start' | 'middle' | 'end' => (share < 0.25 ? 'start' : share > 0.75 ? 'end' : 'middle');

/** The drawing alone, which only eyes see: what it says stands in the sentence, the reading point and the table. */
export const PlotDrawing = ({ kind, beside, axis, y, series, points, markers, read, width, height, written, onPoint }: DrawingProps) => {
  const format = useFormat();
  const drawn = useMemo(() => reaches(points, series.length, kind !== 'line' && !beside), [points, series.length, kind, beside]);
  // The first line is for the words of the reading point.
  const above = 4 + (markers.length + 1) * lineHeight;
  const inner = Math.max(1, height - above - below);
  const { least, most } = extent(drawn);
  const up: Scale = y.log ? spanScale(least, most, inner) : linearScale(most, y.unit, inner, Math.max(2, Math.floor(inner / 36)));
  const left = Math.ceil(Math.max(...up.ticks.map((tick) => written(tick).length)) * letter) + 12;
  const wide = Math.max(1, width - left - 16);
  const ends = points.at(-1);
  const from = (axis.kind === 'time' ? axis.from : undefined) ?? points[0]?.from ?? 0;
  const to = Math.max(axis.to ?? ends?.to ?? ends?.from ?? from, from + 1);
  const room = Math.max(2, Math.floor(wide / 76));
  const across: Scale =
    axis.kind === 'time'
      ? timeScale(from, to, wide, room)
      : numberScale(
          from,
          to,
          wide,
          room,
          axis.ticks?.map(({ at }) => at),
        );
  const named = new Map(axis.kind === 'number' ? axis.ticks?.map(({ at, label }) => [at, label]) : []);
  const tickWords = (tick: number): string => {
    if (axis.kind === 'number') return named.get(tick) ?? format.number(tick);
    const time = new Date(tick);
    return time.getHours() + time.getMinutes() === 0 ? format.date(tick, to) : format.shortTime(tick, tick);
  };
  const sideways = apart(
    across.ticks.map((tick) => {
      const words = tickWords(tick);
      const place = across(tick);
      const late = place > wide - 20;
      const end = late ? place + atEdge : place + (words.length * letter) / 2;
      return { place, words, late, start: end - words.length * letter, end };
    }),
    2 * letter,
  );
  const point = points[read];
  const base = inner;
  const heightOf = (reach: Reach, end: 0 | 1): number => (y.log && end === 0 ? base : up(reach?.[end] ?? 0));
  return (
    <svg
      className={classes.drawing}
      width={width}
      height={height}
      aria-hidden
      focusable="false"
      onPointerMove={(event) => {
        const place = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
        onPoint(valueAt(place, from, to, wide));
      }}
    >
      <g transform={`translate(${left} ${above})`}>
        {up.ticks.map((tick) => (
          <g key={tick} transform={`translate(0 ${up(tick)})`}>
            <line className={classes.grid} x2={wide} data-base={tick === 0 || undefined} />
            <text className={classes.tick} x={-8} dy="0.32em" textAnchor="end">
              {written(tick)}
            </text>
          </g>
        ))}
        {sideways.map(({ place, words, late }) => (
          <g key={place} transform={`translate(${place} ${inner})`}>
            <line className={classes.notch} y2={4} />
            <text className={classes.tick} x={late ? atEdge : 0} y={16} textAnchor={late ? 'end' : 'middle'}>
              {words}
            </text>
          </g>
        ))}
        {point && kind === 'bars' && (
          <rect
            className={classes.held}
            x={across(point.from)}
            width={Math.max(1, across(point.to ?? point.from) - across(point.from))}
            height={inner}
          />
        )}
        {series.map(({ id, tone }, index) => {
          const reach = drawn[index] ?? [];
          return (
            <g key={id} data-tone={tone}>
              {kind !== 'bars' && <Lonely points={points} reach={reach} across={across} heightOf={heightOf} />}
              {kind === 'line' ? (
                <Line points={points} reach={reach} across={across} heightOf={heightOf} dash={lineDash(index)} />
              ) : (
                <Fill index={index}>
                  {(fill) =>
                    kind === 'area' ? (
                      <Area points={points} reach={reach} across={across} heightOf={heightOf} fill={fill} />
                    ) : (
                      <Bars
                        points={points}
                        reach={reach}
                        across={across}
                        heightOf={heightOf}
                        fill={fill}
                        lane={beside ? [index, series.length] : [0, 1]}
                      />
                    )
                  }
                </Fill>
              )}
            </g>
          );
        })}
        {point && kind !== 'bars' && (
          <g>
            <line className={classes.cursor} x1={across(point.from)} x2={across(point.from)} y2={inner} />
            {series.map(({ id, tone }, index) => {
              const reach = drawn[index]?.[read] ?? null;
              return reach === null ? null : (
                <circle key={id} className={classes.spot} data-tone={tone} r={4} cx={across(middle(point, kind))} cy={heightOf(reach, 1)} />
              );
            })}
          </g>
        )}
        {point && (
          <text
            className={classes.when}
            x={Math.min(wide, Math.max(0, across(middle(point, kind))))}
            y={-above + 12}
            textAnchor={anchorAt(across(middle(point, kind)) / wide)}
          >
            {point.label}
          </text>
        )}
        {markers.map(({ at, label }, index) => {
          const place = Math.min(wide, Math.max(0, across(at)));
          const late = place > wide / 2;
          const high = -above + 8 + (index + 1) * lineHeight;
          return (
            <g key={label} transform={`translate(${place} 0)`}>
              <line className={classes.edge} y1={high - 4} y2={inner} />
              <text className={classes.marker} x={late ? -6 : 6} y={high + 5} textAnchor={late ? 'end' : 'start'}>
                {label}
              </text>
            </g>
          );
        })}
      </g>
    </svg>
  );
};

/** What has no neighbour is no line: it is a dot. */
const Lonely = ({ points, reach, across, heightOf }: ShapeProps) =>
  points.map(({ from }, at) =>
    !reach[at] || reach[at - 1] || reach[at + 1] ? null : (
      <circle key={from} className={classes.spot} r={4} cx={across(from)} cy={heightOf(reach[at] ?? null, 1)} />
    ),
  );

interface ShapeProps {
  points: readonly PlotPoint[];
  reach: readonly Reach[];
  across: Scale;
  heightOf(reach: Reach, end: 0 | 1): number;
}

const Line = ({ points, reach, across, heightOf, dash }: ShapeProps & { dash: string | undefined }) => {
  const path = line<PlotPoint>()
    .defined((_, at) => (reach[at] ?? null) !== null)
    .x(({ from }) => across(from))
    .y((_, at) => heightOf(reach[at] ?? null, 1));
  return <path className={classes.stroke} d={path([...points]) ?? undefined} strokeDasharray={dash} />;
};

const Area = ({ points, reach, across, heightOf, fill }: ShapeProps & { fill: string }) => {
  const path = area<PlotPoint>()
    .defined((_, at) => (reach[at] ?? null) !== null)
    .x(({ from }) => across(from))
    .y0((_, at) => heightOf(reach[at] ?? null, 0))
    .y1((_, at) => heightOf(reach[at] ?? null, 1));
  return (
    <>
      <path className={classes.area} d={path([...points]) ?? undefined} fill={fill} />
      <path className={classes.stroke} d={path.lineY1()([...points]) ?? undefined} />
    </>
  );
};

const Bars = ({
  points,
  reach,
  across,
  heightOf,
  fill,
  lane: [lane, lanes],
}: ShapeProps & { fill: string; lane: readonly [number, number] }) =>
  points.map((point, at) => {
    const span = reach[at] ?? null;
    if (span === null || span[1] === span[0]) return null;
    const whole = across(point.to ?? point.from) - across(point.from);
    const gap = whole / lanes > 6 ? 1 : 0;
    const start = across(point.from) + (whole * lane) / lanes;
    const end = start + whole / lanes;
    const top = heightOf(span, 1);
    // What is there is seen, however little it is.
    const tall = Math.max(1, heightOf(span, 0) - top);
    return (
      <rect
        key={point.from}
        className={classes.bar}
        x={start + gap}
        width={Math.max(1, end - start - 2 * gap)}
        y={Math.min(top, heightOf(span, 0) - tall)}
        height={tall}
        fill={fill}
      />
    );
  });
