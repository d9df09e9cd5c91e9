import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import classes from './Separator.module.css';

/** CSS pixels that an arrow key moves it. */
const stride = 16;

/** Between two panes: drag it, or move it with the arrow keys, Home and End. */
export const Separator = ({
  label,
  controls,
  width,
  min,
  max,
  onChange,
  onEnd,
}: {
  label: string;
  /** The id of the pane that it makes wider and narrower. */
  controls: string;
  width: number;
  min: number;
  max: number;
  onChange(width: number): void;
  /** The width is to be remembered. */
  onEnd(width: number): void;
}) => {
  const drag = useRef<{ from: number; width: number } | null>(null);
  const latest = useRef(width);
  const bounded = (value: number): number => Math.round(Math.min(max, Math.max(min, value)));
  const change = (value: number): void => {
    latest.current = bounded(value);
    onChange(latest.current);
  };
  const start = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    // A narrow window may show the pane narrower than was chosen: it is dragged from where it is.
    drag.current = { from: event.clientX, width: document.getElementById(controls)?.getBoundingClientRect().width ?? width };
    latest.current = bounded(drag.current.width);
  };
  const move = (event: PointerEvent): void => {
    if (drag.current) change(drag.current.width + event.clientX - drag.current.from);
  };
  const end = (): void => {
    if (!drag.current) return;
    drag.current = null;
    onEnd(latest.current);
  };
  const key = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: width - stride, ArrowRight: width + stride, Home: min, End: max }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    change(to);
    onEnd(latest.current);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this can (ARIA window splitter)
    <div
      className={classes.separator}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={key}
    />
  );
};
