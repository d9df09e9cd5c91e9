import { useEffect, useState } from 'react';

/** Waiting is shown only when it lasts, in ms: what comes sooner would only flicker. */
const patience = 200;

/** True once `active` has been true for a while. */
export const useDelayed = (active: boolean): boolean => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return setLate(false);
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [active]);
  return active && late;
};
