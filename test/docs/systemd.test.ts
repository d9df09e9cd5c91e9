import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { exitCodes } from '#restante/bin/commands/exit';
import { receiveCommand } from '#restante/bin/commands/receive/index';
import { serverCommand } from '#restante/bin/commands/server';
import { temporaryFolder } from '../support/folder.ts';

const folder = fileURLToPath(new URL('../../packaging/systemd/', import.meta.url));
const operations = readFileSync(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8');
const node = '/usr/bin/node';
const analyze = '/usr/bin/systemd-analyze';

const units = readdirSync(folder);
const services = units.filter((name) => name.endsWith('.service'));
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const setting = (name: string, key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(text(name))?.[1];

describe.each(services)('%s', (name) => {
  // `$OPTIONS` is for whoever runs it.
  const [program, script, command, ...words] = (setting(name, 'ExecStart') ?? '').split(' ').filter((word) => word !== '$OPTIONS');

  it('starts a command with options that it has, and with all that it must have', () => {
    expect([program, script]).toEqual([node, '/opt/restante/bin/restante.mjs']);
    const known = { server: serverCommand(), receive: receiveCommand() }[command ?? ''];
    const options = known?.options ?? [];
    const given = words.filter((word) => word.startsWith('--'));
    for (const option of given) expect(options.map(({ long }) => long)).toContain(option);
    for (const { long, mandatory } of options) if (mandatory) expect(given).toContain(long);
    expect(given, 'for a person to decide').not.toContain('--take-over');
    for (const [at, word] of words.entries()) {
      const option = options.find(({ long }) => long === word);
      if (option) expect(words[at + 1]?.startsWith('--') ?? true, word).toBe(!option.required);
    }
  });

  it('is not started again when the start is wrong', () => {
    if (setting(name, 'Restart') === undefined) return;
    const refused = command === 'receive' ? [exitCodes.usage, exitCodes.refused] : [exitCodes.usage];
    expect(setting(name, 'RestartPreventExitStatus')).toBe(refused.join(' '));
  });

  it('stands in OPERATIONS.md', () => {
    expect(operations).toContain(`| \`${name}\` |`);
  });
});

test.runIf(existsSync(analyze))('systemd finds nothing wrong with them', () => {
  const copy = temporaryFolder();
  // Node stands elsewhere on some machines.
  for (const name of units) writeFileSync(join(copy, name), text(name).replaceAll(node, process.execPath));
  const instances = units.map((name) => join(copy, name.replace('@.', '@ann.')));
  const { status, stderr } = spawnSync(analyze, ['verify', '--man=no', ...instances], { encoding: 'utf8' });
  // Of other units of the machine it may have something to say.
  expect(stderr.split('\n').filter((line) => line.includes(copy) || line.includes('restante'))).toEqual([]);
  expect(status).toBe(0);
});
