import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createFormat, type Format } from '../../format.ts';

const FormatContext = createContext<Format>(createFormat('en-GB'));

export const FormatProvider = ({ locale, children }: { locale: string; children: ReactNode }) => {
  const format = useMemo(() => createFormat(locale), [locale]);
  return <FormatContext value={format}>{children}</FormatContext>;
};

/** Sizes, numbers and times in the language and manner of the reader. */
export const useFormat = (): Format => useContext(FormatContext);

/** Now, to the minute: a window that is open all night calls yesterday yesterday. */
export const useMinute = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

/** Whole seconds until a time, counted down; null when there is nothing to wait for. */
export const useSecondsUntil = (at: number | null): number | null => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [at]);
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1_000));
};
