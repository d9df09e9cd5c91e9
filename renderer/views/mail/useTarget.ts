import { useEffect, useRef } from 'react';
import { useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useValue } from '../../state/value.ts';
import { keepOpen } from '../use-place.ts';

/** Opens the message that a link or a notification leads to, reading on in the list until it is there. */
export const useTarget = (list: MailList, open: string | undefined, onFound: (uid: string) => void): void => {
  const app = useApp();
  const target = useValue(app.target);
  const { rows, loaded, ended } = useValue(list.pages.listing);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  useEffect(() => {
    if (target === null || target.folder !== list.folder || !loaded) return;
    if (rows.some((row) => row.uid === target.uid)) {
      app.target.set(null);
      found.current(target.uid);
    } else if (ended) app.target.set(null);
    else list.pages.show(rows.length, rows.length);
  }, [app, list, target, rows, loaded, ended]);
  useEffect(() => keepOpen(open ?? null), [open]);
};
