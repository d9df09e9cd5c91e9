import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../renderer/shell.ts';

const odd = ['/home/ann/$HOME', '/tmp/`id`', 'a "b" c', "it's", '/tmp/バックアップ', 'a\\b', '$(id)', '*', '~', '!!', 'a\nb', '#', '&', ''];

test.skipIf(process.platform === 'win32')('a word reaches the command as it is, whatever it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (drawn) => {
      const words = [...drawn, ...odd].map((word) => word.replaceAll('\0', ''));
      const line = `printf '%s\\0' ${words.map((word) => shellWord(word, 'linux')).join(' ')}`;
      expect(execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1)).toEqual(words);
    }),
  );
});

test('what is plain stays as it is; on Windows quotes are double, and a backslash is plain', () => {
  expect(shellWord('/var/lib/restante-1.2', 'linux')).toBe('/var/lib/restante-1.2');
  expect(shellWord('C:\\Users\\ann', 'win32')).toBe('C:\\Users\\ann');
  expect(shellWord('C:\\Users\\Ann Lee', 'win32')).toBe('"C:\\Users\\Ann Lee"');
});
