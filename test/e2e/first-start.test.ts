import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { launchApp } from '../support/app.ts';
import { temporaryFolder } from '../support/folder.ts';
import { killNaming } from '../support/tree.ts';

const command = fileURLToPath(new URL('../../bin/restante.mjs', import.meta.url));
const hasCurl = spawnSync('curl', ['--version']).status === 0;

// A machine of this test without curl cannot paste what is written for curl.
test.skipIf(!hasCurl)('the empty inbox shows how to send to it, and the lines work when they are pasted', async () => {
  const { page } = await launchApp();
  await page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor();
  const lines = page.getByRole('code');
  await lines.nth(1).waitFor();
  const pasted = await lines.allTextContents();
  expect(pasted).toHaveLength(2);
  for (const [at, line] of pasted.entries()) {
    expect(line).toMatch(/^curl (smtp|http):\/\/127\.0\.0\.1:/);
    await promisify(execFile)('sh', ['-c', line]);
    await page.getByRole('option').nth(at).waitFor();
  }
  await page.getByRole('option').first().click();
  await page.getByRole('heading', { level: 2 }).first().waitFor();
});

test('`restante app` opens the app, says where it listens, and ends when it is told to', async () => {
  const profile = temporaryFolder();
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ addresses: { http: '127.0.0.1:0', smtp: '127.0.0.1:0' } }));
  onTestFinished(() => killNaming(`--user-data-dir=${profile}`));
  const started = spawn(process.execPath, [command, 'app', `--user-data-dir=${profile}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(started, 'close');
  for await (const line of createInterface({ input: started.stdout }))
    if (line.startsWith('Restante is ready: http://127.0.0.1:')) {
      expect(line).toMatch(/SMTP on 127\.0\.0\.1:\d+, mailbox \S+$/);
      started.kill('SIGTERM');
      break;
    }
  expect((await ended)[0]).toBe(0);
});
