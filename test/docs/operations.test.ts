import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { adminCommand } from '#restante/bin/commands/admin/index';
import { exitCodes } from '#restante/bin/commands/exit';
import { inboxCommand } from '#restante/bin/commands/inbox/index';
import { receiveCommand } from '#restante/bin/commands/receive/index';
import { sendCommand } from '#restante/bin/commands/send';
import { serverCommand } from '#restante/bin/commands/server';
import { statusCommand } from '#restante/bin/commands/status';
import { parseDirectory } from '#restante/server/directory/file';
import { limits } from '#restante/server/limits';

const prose = readFileSync(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8');

/** The text below a heading of the second level, up to the next. */
const section = (heading: string): string => {
  const text = prose.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (text === undefined) throw new Error(`no section "${heading}"`);
  return text;
};

/** Rows of a section's tables, as cells. */
const rows = (heading: string): string[][] =>
  section(heading)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const rowOf = (heading: string, first: string): string => {
  const row = rows(heading).find(([cell]) => cell === `\`${first}\``);
  if (!row) throw new Error(`no row \`${first}\` under "${heading}"`);
  return row.slice(1).join(' ');
};

/** Commands that do something, by their words. */
const leaves = (command: Command, words: string): [string, Command][] =>
  command.commands.length === 0 ? [[words, command]] : command.commands.flatMap((inner) => leaves(inner, `${words} ${inner.name()}`));

describe('OPERATIONS.md', () => {
  it.each([
    ['restante server', serverCommand()],
    ['restante receive', receiveCommand()],
  ])('names every option of %s with its default', (heading, command) => {
    for (const { flags, defaultValue, mandatory } of command.options) {
      const row = rowOf(heading, flags);
      if (mandatory) expect(row, flags).toMatch(/^required/);
      else if (typeof defaultValue === 'string') expect(row, flags).toContain(`\`${defaultValue}\``);
      else if (defaultValue === false) expect(row, flags).toMatch(/^off/);
    }
    expect(rows(heading).filter(([cell]) => cell?.startsWith('`--'))).toHaveLength(command.options.length);
  });

  it.each([
    [
      'restante inbox, send, status',
      [...leaves(inboxCommand(), 'inbox'), ...leaves(sendCommand(), 'send'), ...leaves(statusCommand(), 'status')],
    ],
    ['restante admin', leaves(adminCommand(), 'admin')],
  ])('names every option of the commands of %s', (heading, commands) => {
    // What nearly all of `admin` take is told once, above the table.
    const [common = ''] = heading === 'restante admin' ? section(heading).split('\n|') : [];
    for (const [words, command] of commands) {
      const row = rows(heading).find(([cell]) => new RegExp(`^\`${words}( [<[]|\`)`).test(cell ?? ''));
      expect(row, words).toBeDefined();
      for (const { flags } of command.options) expect(`${row?.join(' ')} ${common}`, `${words} ${flags}`).toContain(`\`${flags}\``);
    }
    expect(rows(heading).filter(([cell]) => cell?.startsWith('`'))).toHaveLength(commands.length);
  });

  it('names every limit of the server, and no other', () => {
    const told = rows('Limits').flatMap(([cell = '']) => /^`(\w+)`$/.exec(cell)?.[1] ?? []);
    expect(told).toEqual(Object.keys(limits));
  });

  it('tells the value of every limit as it is', () => {
    const units: Record<string, number> = { GiB: 1_024 ** 3, KiB: 1_024, MiB: 1_024 ** 2, s: 1_000, min: 60_000, h: 3_600_000 };
    for (const [name, limit] of Object.entries(limits)) {
      const [, number, unit = ''] = /^(\d+) ?(\w*)/.exec(rowOf('Limits', name)) ?? [];
      expect(Number(number) * (units[unit] ?? 1), name).toBe(limit);
    }
  });

  it('names every exit code', () => {
    const told = rows('Exit codes').flatMap(([cell = '']) => (/^\d$/.test(cell) ? [Number(cell)] : []));
    expect(told).toEqual(Object.values(exitCodes));
  });

  it('shows a directory file that the server takes', () => {
    const example = /```json\n([^`]+)```/.exec(section('Files'))?.[1] ?? '';
    expect(parseDirectory('directory.json', example)).toEqual(JSON.parse(example));
  });
});
