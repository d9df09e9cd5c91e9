import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { processesNaming } from '../support/tree.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

describe('the app starts', () => {
  test('on the Electron that the tests announce, with its own profile', async () => {
    const { app, page, profile } = await launchApp();
    expect(await page.title()).toBe('Restante');
    await page.getByRole('navigation', { name: 'Folders' }).waitFor();
    const facts = await app.evaluate(({ app }) => ({
      electron: process.versions.electron,
      name: app.getName(),
      version: app.getVersion(),
      userData: app.getPath('userData'),
    }));
    expect(facts).toEqual({ electron: process.env.ELECTRON_VERSION, name: 'Restante', version, userData: profile });
  });

  // The processes of other systems are not in /proc.
  test.skipIf(process.platform !== 'linux')('and leaves nothing behind when it is killed', async () => {
    const { child, profile, kill } = await launchApp();
    expect(processesNaming(`--user-data-dir=${profile}`)).not.toEqual([]);
    await kill();
    expect(child.signalCode).toBe('SIGKILL');
    await expect.poll(() => processesNaming(`--user-data-dir=${profile}`)).toEqual([]);
  });

  test('and quits when it is asked to', async () => {
    const { child, close } = await launchApp();
    await close();
    expect(child.exitCode).toBe(0);
  });
});
