import type { ReactNode } from 'react';
import classes from './LinkButton.module.css';

/** Leads elsewhere in the window, from within a sentence. */
export const LinkButton = ({ onClick, children }: { onClick(): void; children: ReactNode }) => (
  <button type="button" className={classes.link} onClick={onClick}>
    {children}
  </button>
);
