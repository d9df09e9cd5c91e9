import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Room on the disk that is given up when nothing else is left, so that messages can still leave. */
export interface Reserve {
  readonly bytes: number;
  /** All of it. */
  readonly whole: boolean;
  /** Bytes that the file system has free for us. */
  free(): number;
  /** Makes it whole, unless it is or the disk has less than twice as much free. Tells whether it is. */
  make(): boolean;
  /** Gives a sixteenth to whoever writes first: not more at once, for that may be somebody else. False: nothing was left. */
  giveUp(): boolean;
}

/** Between two attempts of which the first failed, in ms: a quota may leave less than the file system says. */
const pause = 5_000;

const step = 1024 * 1024;

export const createReserve = (folder: string, bytes: number): Reserve => {
  const file = join(folder, 'reserve');
  let notBefore = Number.NEGATIVE_INFINITY;

  const flushFolder = (): void => {
    // Windows has no way to open a folder; there its name is a journal entry of its own.
    if (process.platform === 'win32') return;
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  /** What is there from an earlier time. */
  const found = (): number => {
    const { size, blocks } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, blocks: 0 };
    // Windows tells no blocks.
    return process.platform === 'win32' ? size : Math.min(size, blocks * 512);
  };
  let left = found();

  const write = (): void => {
    const fd = openSync(file, 'w', 0o600);
    try {
      // Random bytes: a file system that compresses would keep no room for zeros.
      const part = Buffer.alloc(Math.min(step, bytes));
      for (let at = 0; at < bytes; ) at += writeSync(fd, randomFillSync(part), 0, Math.min(part.length, bytes - at));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    flushFolder();
  };
  /** Flushed, so that the room is there when this returns. */
  const shrink = (size: number): void => {
    left = size;
    try {
      const fd = openSync(file, 'r+');
      try {
        ftruncateSync(fd, size);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      if (size > 0) return;
      rmSync(file);
      flushFolder();
    } catch {
      // Somebody removed it, or the disk fails: there is nothing to count on.
      left = 0;
    }
  };

  return {
    bytes,
    get whole() {
      return left >= bytes;
    },
    free,
    make() {
      if (left >= bytes) return true;
      if (free() < 2 * bytes || performance.now() < notBefore) return false;
      try {
        write();
        left = bytes;
        return true;
      } catch {
        shrink(0);
        notBefore = performance.now() + pause;
        return false;
      }
    },
    giveUp() {
      if (left === 0) return false;
      shrink(Math.max(0, left - Math.ceil(bytes / 16)));
      return true;
    },
  };
};
