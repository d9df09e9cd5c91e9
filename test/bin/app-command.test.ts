import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('`restante app` says in words what is missing where only what servers need is installed', async () => {
  // As after `npm prune --omit=dev`.
  const folder = temporaryFolder();
  for (const name of ['bin', 'dist', 'scripts', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(folder, 'bin/restante.mjs'), 'app'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const said = await text(child.stderr);
  expect(await ended).toBe(3);
  expect(said).toMatch(/^restante: The window needs Electron, a development package that is not installed here\. Type `npm ci` in /);
  expect(said).not.toMatch(/MODULE_NOT_FOUND|at .*:\d+:\d+/);
});
