import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';

test.each(['i', 'i/j/k'])('a folder is made for its user alone, also one with a relative name: %s', async (name) => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  const parent = temporaryFolder();
  process.chdir(parent);
  await makeFolder(name);
  expect(statSync(join(parent, name)).mode & 0o777).toBe(0o700);
  await makeFolder(name);
});
