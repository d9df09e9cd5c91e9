import { useState } from 'react';
import type { Outcome } from '../../../protocol/bridge.ts';
import type { Problem } from '../../bridge.ts';
import { useWork } from '../shared/dialog/useWork.ts';

/** What is asked of every server that is added. */
export interface Draft {
  readonly server: string;
  readonly label: string;
  /** Plain HTTP to another machine, all the same. */
  readonly insecure: boolean;
}

type Added = { readonly kind: 'added' };
type Refused<F> = { readonly kind: 'faulty'; readonly fault: F; readonly message: string } | { readonly kind: 'known' };
/** `missing`: not all was given that has to be. */
type Told<F> = Refused<F> | { readonly kind: 'sound' } | { readonly kind: 'missing' };

/** A server that is to be added: what was given, what was tested, and what came of it. */
export interface Connection<D extends Draft, F extends string> {
  readonly draft: D;
  readonly told: Told<F> | null;
  readonly problem: Problem | null;
  readonly testing: boolean;
  readonly adding: boolean;
  change(part: Partial<D>): void;
  test(ask: () => Promise<Outcome<Told<F>>>): void;
  add<T extends Added | Refused<F>>(ask: () => Promise<Outcome<T>>, then: (added: Extract<T, Added>) => void): void;
}

/** @param complete all that has to be given is there */
export const useConnection = <D extends Draft, F extends string>(empty: D, complete: (draft: D) => boolean): Connection<D, F> => {
  const [draft, setDraft] = useState(empty);
  const [told, setTold] = useState<Told<F> | null>(null);
  const testing = useWork(false);
  const adding = useWork();
  const begin = (told: Told<F> | null): void => {
    setTold(told);
    testing.forget();
    adding.forget();
  };
  return {
    draft,
    told,
    problem: testing.problem ?? adding.problem,
    testing: testing.busy,
    adding: adding.busy,
    change(part) {
      setDraft({ ...draft, ...part });
      // What was said was said of something else.
      begin(null);
    },
    test(ask) {
      if (!complete(draft)) return begin({ kind: 'missing' });
      begin(null);
      void testing.run(ask, setTold);
    },
    add<T extends Added | Refused<F>>(ask: () => Promise<Outcome<T>>, then: (added: Extract<T, Added>) => void) {
      if (!complete(draft)) return begin({ kind: 'missing' });
      begin(null);
      void adding.run(ask, (value) => {
        if (value.kind === 'added') then(value as Extract<T, Added>);
        else setTold(value);
      });
    },
  };
};

/** Which field a fault is of. */
export const fieldOf = (fault: string): 'server' | 'mailbox' | 'token' => {
  if (fault.startsWith('mailbox-')) return 'mailbox';
  return fault.startsWith('token-') ? 'token' : 'server';
};
