import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

/** What a pane says when it has nothing to show: what is so, and what can be done. */
export const Notice = ({
  icon: Icon,
  title,
  hint,
  tone = 'quiet',
  heading: Heading = 'p',
  children,
}: {
  icon: TablerIcon;
  title: string;
  hint?: string;
  tone?: 'quiet' | 'danger' | 'full' | 'done';
  heading?: 'h1' | 'h2' | 'p';
  children?: ReactNode;
}) => (
  <div className={classes.notice} data-tone={tone}>
    <Icon className={classes.icon} size={32} stroke={1.25} aria-hidden />
    <Heading className={classes.title}>{title}</Heading>
    {hint && <p className={classes.hint}>{hint}</p>}
    {children && <div className={classes.acts}>{children}</div>}
  </div>
);
