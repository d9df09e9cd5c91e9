// What the disk itself costs: the floor under every commit.
import { closeSync, fdatasyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** `statfs` magic numbers (Linux: statfs(2)). */
const types = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x2fc12fc1, 'zfs'],
  [0x794c7630, 'overlayfs'],
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

export const filesystemOf = (folder) => {
  const { type } = statfsSync(folder);
  return types.get(type) ?? `0x${type.toString(16)}`;
};

/** In memory: a flush costs nothing there, and a benchmark of durable programs means nothing. */
export const isMemory = (filesystem) => filesystem === 'tmpfs' || filesystem === 'ramfs';

/** Median µs of "write 4 KiB in place and flush", which is what a small WAL commit does. */
export const flushLatency = (folder) => {
  const file = openSync(join(folder, 'flush'), 'w');
  const page = Buffer.alloc(4_096, 1);
  const times = [];
  for (let at = 0; at < 300; at += 1) {
    const before = performance.now();
    writeSync(file, page, 0, page.length, (at % 100) * page.length);
    fdatasyncSync(file);
    // The first hundred make the file grow.
    if (at >= 100) times.push(performance.now() - before);
  }
  closeSync(file);
  return Math.round(times.sort((a, b) => a - b)[times.length >> 1] * 1_000);
};
