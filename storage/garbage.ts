import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Chunks are memory outside the heap behind tiny objects within it. V8 collects young objects when their own room is
 * full, and by then a hundred megabytes of chunks may hang on them. So a thread through which bytes pass has its young
 * objects collected by the bytes.
 */

/** Bytes between two collections; one takes well under a millisecond. */
const interval = 1 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

setFlagsFromString('--expose-gc');
// Where there is none after all, memory is as flat as V8 makes it.
const collect = runInNewContext('typeof gc === "function" ? gc : () => {}') as Collect;

/** Of this thread, as its heap is. */
let since = 0;

/** So many bytes have passed through this thread and are not needed any more. */
export const passed = (bytes: number): void => {
  since += bytes;
  if (since < interval) return;
  since = 0;
  collect({ type: 'minor' });
};
