import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';

/** Needs Linux, but no privileges where the system lets everyone make a namespace. */
export const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && nsenter --version']).status === 0;

/** A file system of its own that only some processes see, and what the test does with it beside them. */
export interface SmallDisk {
  readonly folder: string;
  /** What to put before a command, so that it sees the disk in the folder. */
  readonly within: readonly string[];
  /** Writes a file of its own, of so many megabytes or until nothing fits any more. */
  fill(megabytes?: number): void;
  /** Removes that file. */
  empty(): void;
  /** Puts a file of the test there. */
  put(name: string, bytes: Uint8Array): void;
  /** Bytes of a file, 0 if it is not there. */
  size(name: string): number;
}

export const smallDisk = async (megabytes: number): Promise<SmallDisk> => {
  const folder = temporaryFolder();
  // Lives as long as the test, for a server that is started again.
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && echo mounted && exec cat`;
  const holder = spawn('unshare', ['-rm', 'sh', '-c', mount, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  const seen = `/proc/${holder.pid}/root${folder}`;
  const filler = join(seen, 'filler');
  return {
    folder,
    within: ['nsenter', '--target', String(holder.pid), '--user', '--mount', '--preserve-credentials'],
    fill(megabytes) {
      if (megabytes !== undefined) return writeFileSync(filler, Buffer.alloc(megabytes * 1024 ** 2));
      const fd = openSync(filler, 'a');
      try {
        for (const size of [1024 * 1024, 4_096])
          try {
            for (;;) writeSync(fd, Buffer.alloc(size));
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
      } finally {
        closeSync(fd);
      }
    },
    empty: () => rmSync(filler),
    put: (name, bytes) => writeFileSync(join(seen, name), bytes),
    size: (name) => statSync(join(seen, name), { throwIfNoEntry: false })?.size ?? 0,
  };
};
