import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './SettingsView.module.css';

/** What belongs together. @param props.name by which it is brought into view */
export const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes.group}>
    <h2>{title}</h2>
    <div className={classes.body}>{children}</div>
  </section>
);

/** One of a few, side by side. */
export const Choice = <T extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChoose(value: T): void;
}) => (
  <div className={classes.choice}>
    <span aria-hidden>{label}</span>
    <SegmentedControl aria-label={label} value={value} data={[...options]} onChange={(chosen) => onChoose(chosen as T)} />
  </div>
);
