import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';

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

  test('holds all that its other processes need: threads, SQLite, migrations', async () => {
    const { page } = await launchApp({ packaged });
    const ask = (name: string): Promise<unknown> => page.evaluate((method) => Reflect.get(globalThis, 'restante').call(method), name);
    await expect
      .poll(() => ask('server.info'), { timeout: 10_000 })
      .toMatchObject({ ok: true, value: { http: expect.stringMatching(/^http:/) } });
    expect(await ask('status.read')).toMatchObject({ ok: true });
  });
});
