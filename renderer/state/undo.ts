import { useCallback, useEffect, useRef } from 'react';
import { type MarkChange, useApp } from './app.ts';
import { useMark } from './mark.ts';

/** Takes back the last deletion, or what made room, also when its notice is no longer shown. */
export const useUndo = (): (() => void) => {
  const { toast } = useApp();
  const mark = useMark();
  const last = useRef<{ uids: readonly string[]; back: MarkChange }>({ uids: [], back: {} });
  useEffect(
    () =>
      toast.subscribe(() => {
        const notice = toast.get();
        if (notice?.kind === 'deleted') last.current = { uids: notice.uids, back: { deleted: false } };
        if (notice?.kind === 'room')
          last.current = { uids: notice.uids, back: notice.act === 'delete' ? { deleted: false } : { read: false } };
      }),
    [toast],
  );
  return useCallback(() => {
    const { uids, back } = last.current;
    last.current = { uids: [], back: {} };
    if (uids.length === 0) return;
    void mark(uids, back).then((done) => {
      if (done) toast.set({ kind: 'restored', count: done.length });
    });
  }, [mark, toast]);
};
