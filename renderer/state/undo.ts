import { useCallback, useEffect, useRef } from 'react';
import { useApp } from './app.ts';
import { useMark } from './mark.ts';

/** Takes back the last deletion, also when its notice is no longer shown. */
export const useUndo = (): (() => void) => {
  const { toast } = useApp();
  const mark = useMark();
  const last = useRef<readonly string[]>([]);
  useEffect(
    () =>
      toast.subscribe(() => {
        const notice = toast.get();
        if (notice?.kind === 'deleted') last.current = notice.uids;
      }),
    [toast],
  );
  return useCallback(() => {
    const uids = last.current;
    last.current = [];
    if (uids.length === 0) return;
    void mark(uids, { deleted: false }).then((done) => {
      if (done) toast.set({ kind: 'restored', count: done.length });
    });
  }, [mark, toast]);
};
