import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';

const packager = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));

describe('the packaged app', () => {
  const output = mkdtempSync(join(tmpdir(), 'restante-package-'));
  let packaged = '';

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [packager, output], { maxBuffer: 16 * 1024 * 1024 });
    packaged = stdout.trimEnd().split('\n').at(-1) ?? '';
  }, 180_000);
  afterAll(() => rm(output, { recursive: true, force: true }));

  test('starts from the folder that an installer would write', async () => {
    const { app, page } = await launchApp({ packaged });
    expect(await page.title()).toBe('Restante');
    await page.getByRole('navigation', { name: 'Folders' }).waitFor();
    const facts = await app.evaluate(({ app }) => ({ packaged: app.isPackaged, name: app.getName(), path: app.getAppPath() }));
    expect(facts).toEqual({ packaged: true, name: 'Restante', path: expect.stringMatching(/app\.asar$/) });
  });

  test('holds everything that runs in its other processes: threads, SQLite and its migrations', async () => {
    const { app } = await launchApp({ packaged });
    const lines = await app.evaluate(
      ({ app, utilityProcess }, data) =>
        new Promise<string>((resolve, reject) => {
          const server = ['server', '--data', data, '--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0', '--json'];
          const child = utilityProcess.fork(`${app.getAppPath()}/bin/restante.mjs`, server, { stdio: 'pipe' });
          let output = '';
          for (const stream of [child.stdout, child.stderr])
            stream?.on('data', (text) => {
              output += text;
              if (output.includes('"ready"')) resolve(output);
            });
          child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${output}`)));
        }),
      temporaryFolder(),
    );
    expect(lines).toContain('"event":"ready"');
  });
});
