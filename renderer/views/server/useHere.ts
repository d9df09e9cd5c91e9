import { type RefObject, useEffect, useRef } from 'react';

/** Whether the part of the window that asked for something is still there when the answer comes. */
export const useHere = (): Readonly<RefObject<boolean>> => {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
};
