import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogs } from '#restante/main/log/files';
import { withoutWords } from '#restante/main/log/redact';
import { temporaryFolder } from '../support/folder.ts';

const token = 'Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE';

test('each part writes its own file: JSON lines with their time, without tokens and addresses', async () => {
  const folder = join(temporaryFolder(), 'logs');
  const logs = openLogs(folder);
  logs.main.info({ account: 'own', header: `Bearer ${token}` }, 'from Ann Lee <ann@sender.example>');
  const engine = logs.from('engine');
  engine('Error: it bro');
  engine(`ke with ${token}\n    at here\n{"level":"warn","msg":"made by it`);
  engine(`self"}\n`);
  await logs.close();
  const read = (part: string) =>
    readFileSync(join(folder, `${part}.log`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  expect(read('main')).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-/), account: 'own', header: 'Bearer …', msg: 'from Ann Lee <…@…>' },
  ]);
  expect(read('engine')).toMatchObject([
    { level: 'warn', msg: 'Error: it broke with …' },
    { msg: '    at here' },
    { msg: 'made by itself' },
  ]);
  expect(statSync(join(folder, 'main.log')).mode & 0o077).toBe(0);
});

test('what is written stays within its bounds, and the last lines can be read', { timeout: 60_000 }, async () => {
  const folder = join(temporaryFolder(), 'logs');
  const logs = openLogs(folder);
  const server = logs.from('server');
  const line = 'x'.repeat(900);
  for (let n = 0; n < 8_000; n += 1) {
    server(`${n} ${line}\n`);
    // A process writes no faster than a pipe takes it.
    if (n % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await logs.close();
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.length).toBeLessThanOrEqual(3);
  expect(Math.max(...sizes)).toBeLessThan(3_000_000);
  const { server: last, main } = await logs.tails(5);
  expect(main).toEqual([]);
  expect(last.map((entry) => (JSON.parse(entry) as { msg: string }).msg.split(' ')[0])).toEqual(['7995', '7996', '7997', '7998', '7999']);
});

test('names are left out as whole words, however JSON writes them', () => {
  const line = '{"msg":"mailbox ann at C:\\\\Users\\\\Ann; planning; mail.acme.example:443 (ann)"}';
  const left = withoutWords(line, ['ann', 'C:\\Users\\Ann', 'mail.acme.example', '']);
  expect(JSON.parse(left)).toEqual({ msg: 'mailbox … at …; planning; …:443 (…)' });
});
