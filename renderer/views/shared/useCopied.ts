import { createContext, useContext, useEffect, useState } from 'react';

/** Puts words where they can be pasted from; false if that failed, which it has told. */
export type Copy = (words: string) => Promise<boolean>;

/** The clipboard of where this is shown. */
export const CopyContext = createContext<Copy>(async () => false);

/** Whether words were copied just now, for as long as that is said; and how to copy. */
export const useCopied = (): [boolean, (words: string) => Promise<void>] => {
  const copy = useContext(CopyContext);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, async (words) => setCopied(await copy(words))];
};
