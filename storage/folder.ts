import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Makes a folder for its user alone, unless it is there, and makes its name durable: what is in it is lost with it. */
export const makeFolder = async (name: string): Promise<void> => {
  const folder = resolve(name);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  // Windows has no way to open a folder; there its name is a journal entry of its own.
  if (first === undefined || process.platform === 'win32') return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    const parent = await open(dirname(made), 'r');
    try {
      await parent.sync();
    } finally {
      await parent.close();
    }
  }
};
