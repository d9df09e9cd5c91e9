// A folder for a benchmark, on a disk: in memory a flush costs nothing, and memory is what one of them measures.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesystemOf, isMemory } from './disk.mjs';

export const temporaryFolder = (name) => {
  const parent = isMemory(filesystemOf(tmpdir())) ? fileURLToPath(new URL('.', import.meta.url)) : tmpdir();
  return mkdtemp(join(parent, `restante-${name}-`));
};
