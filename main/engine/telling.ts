import { setTimeout as delay } from 'node:timers/promises';

/** ms between two status events: a window cannot show more, and a drain of thousands must not flood it. */
const pause = 50;

/** Something that is told at most once a pause; the last word is always told. A word that fails is left out. */
export const createTelling = (tell: () => Promise<void>): (() => void) => {
  let telling = false;
  let again = false;
  const say = async (): Promise<void> => {
    do {
      again = false;
      await tell().catch(() => {}); // The inbox is closing, or has failed, which is told by itself.
      await delay(pause);
    } while (again);
    telling = false;
  };
  return () => {
    again = true;
    if (telling) return;
    telling = true;
    void say();
  };
};
