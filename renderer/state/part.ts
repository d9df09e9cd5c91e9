import { useEffect, useState } from 'react';
import type { MessageRow } from '../../protocol/bridge.ts';
import type { Problem } from '../bridge.ts';
import { useApp } from './app.ts';

export type OpenPart =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly type: string; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The bytes of an attachment, or of a whole message that is no mail. */
export const usePart = ({ account, uid }: Pick<MessageRow, 'account' | 'uid'>, part: number | null): OpenPart => {
  const { bridge } = useApp();
  const [open, setOpen] = useState<OpenPart>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    setOpen({ kind: 'loading' });
    void bridge.call('reading.part', { account, uid, part }).then((outcome) => {
      if (!current) return;
      if (!outcome.ok) return setOpen({ kind: 'problem', problem: outcome.problem });
      setOpen({ kind: 'shown', type: outcome.value.type, data: outcome.value.data as Uint8Array<ArrayBuffer> });
    });
    return () => {
      current = false;
    };
  }, [bridge, account, uid, part]);
  return open;
};

/** An address within the window for bytes, as long as they are shown. */
export const useBlobUrl = (data: Uint8Array<ArrayBuffer> | null, type: string): string | null => {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return setUrl(null);
    const made = URL.createObjectURL(new Blob([data], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data, type]);
  return url;
};
