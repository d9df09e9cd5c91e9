import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Room on the disk that is given up when nothing else is left, so that messages can still leave. */
export interface Reserve {
  readonly bytes: number;
  readonly held: boolean;
  /** Bytes that the file system has free for us. */
  free(): number;
  /** Makes it, unless it is there or the disk has less than twice as much free. Tells whether it is held. */
  make(): boolean;
  giveUp(): void;
}

/** Between two attempts of which the first failed, in ms: a quota may leave less than the file system says. */
const pause = 5_000;

const step = 1024 * 1024;

export const createReserve = (folder: string, bytes: number): Reserve => {
  const file = join(folder, 'reserve');
  let held = false;
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
  /** Whether it is there whole, from an earlier time. */
  const kept = (): boolean => {
    try {
      const { size, blocks } = statSync(file);
      // Windows tells no blocks.
      return size === bytes && (process.platform === 'win32' || blocks * 512 >= bytes);
    } catch {
      return false;
    }
  };
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
  const remove = (): void => {
    try {
      truncateSync(file);
    } catch {
      // It is not there.
    }
    rmSync(file, { force: true });
    flushFolder();
  };

  return {
    bytes,
    get held() {
      return held;
    },
    free,
    make() {
      held ||= kept();
      if (held || free() < 2 * bytes || performance.now() < notBefore) return held;
      try {
        write();
        held = true;
      } catch {
        remove();
        notBefore = performance.now() + pause;
      }
      return held;
    },
    giveUp() {
      held = false;
      remove();
    },
  };
};
