import { useEffect, useRef } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { type Target, useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { useValue } from '../../state/value.ts';
import { keepOpen } from '../use-place.ts';

/** Reads the list where the message must be, by halves: its rows stand by their keys, the greatest first. */
const seek = async ({ pages }: MailList, { uid, key }: Target): Promise<boolean> => {
  let first = 0;
  let last = pages.listing.get().length - 1;
  while (first <= last) {
    const middle = (first + last) >> 1;
    const row = await pages.rowAt(middle);
    if (!row) return false;
    if (row.uid === uid) return true;
    if (row.key > key) first = middle + 1;
    else last = middle - 1;
  }
  return false;
};

/** Opens the message that a link or a notification leads to, wherever in the list it is. */
export const useTarget = (list: MailList, open: MessageRow | undefined, onFound: (uid: string) => void): void => {
  const app = useApp();
  const target = useValue(app.target);
  const { loaded, ended } = useValue(list.pages.listing);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  useEffect(() => {
    if (target === null || target.folder !== list.folder || !loaded || !ended) return;
    let wanted = true;
    void seek(list, target).then((there) => {
      if (!wanted) return;
      app.target.set(null);
      if (there) found.current(target.uid);
    });
    return () => {
      wanted = false;
    };
  }, [app, list, target, loaded, ended]);
  const { uid, key } = open ?? {};
  useEffect(() => keepOpen(uid !== undefined && key !== undefined ? { uid, key } : null), [uid, key]);
};
