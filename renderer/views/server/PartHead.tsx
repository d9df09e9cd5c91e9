import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './PartHead.module.css';

/** The head of a part of a server: the way back from one thing to all, what is shown, how much of it, and what can be done. */
export const PartHead = ({
  title,
  note,
  back,
  children,
}: {
  title: string;
  note?: string | undefined;
  back?: { readonly to: string; go(): void } | undefined;
  children?: ReactNode;
}) => (
  <header className={classes.head} data-part={back === undefined || undefined}>
    {back && (
      <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={back.go}>
        {back.to}
      </Button>
    )}
    <h1 className={classes.title}>
      <bdi>{title}</bdi>
    </h1>
    {note !== undefined && <p className={classes.note}>{note}</p>}
    {children && <div className={classes.beside}>{children}</div>}
  </header>
);
