import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beside, writeWhole } from '#restante/main/files/whole';
import { temporaryFolder } from '../support/folder.ts';

const bytes = (text: string): Uint8Array[] => [Buffer.from(text)];

test('a file is whole under its name, and what is beside it stays as it is', async () => {
  const folder = temporaryFolder();
  // What somebody else calls a part is theirs.
  writeFileSync(join(folder, 'a.bin.part'), 'mine');
  expect(await writeWhole(join(folder, 'a.bin'), bytes('one'))).toBe(3);
  expect(await writeWhole(join(folder, 'a.bin'), bytes('another'))).toBe(7);
  expect(readdirSync(folder).toSorted()).toEqual(['a.bin', 'a.bin.part']);
  expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('another');
  expect(readFileSync(join(folder, 'a.bin.part'), 'utf8')).toBe('mine');
});

test('what is to stay stays, also when it comes while the other is written', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  await expect(
    writeWhole(
      path,
      (function* () {
        yield* bytes('late');
        writeFileSync(path, 'mine');
      })(),
      { replace: false },
    ),
  ).rejects.toMatchObject({ code: 'file-unwritable' });
  await expect(writeWhole(path, bytes('later'), { replace: false })).rejects.toMatchObject({ code: 'file-unwritable' });
  await expect(beside(path, { replace: false }, async (part) => void mkdirSync(part))).rejects.toMatchObject({ code: 'file-unwritable' });
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

test('what fails or is cancelled leaves nothing, and a source that hangs is not waited for', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  writeFileSync(path, 'before');
  const failing = (function* () {
    yield* bytes('half');
    throw new Error('gone');
  })();
  await expect(writeWhole(path, failing)).rejects.toThrow('gone');
  const stopping = new AbortController();
  const hanging = (async function* () {
    yield* bytes('half');
    stopping.abort(new Error('enough'));
    await new Promise(() => {});
  })();
  await expect(writeWhole(path, hanging, { signal: stopping.signal })).rejects.toThrow('enough');
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(path, 'utf8')).toBe('before');
});
