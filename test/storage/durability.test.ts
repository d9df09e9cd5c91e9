import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { runScript } from '../support/script.ts';
import { committed, open, readAll } from './fixtures/storage.ts';

const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

interface Letter {
  id: number;
  body: number;
  size: number;
  sha256: string;
}

describe('a process that is killed', () => {
  it('has lost nothing that was confirmed, and left nothing by halves', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const confirmed: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      const writer = runScript(fixture('writer.mjs'), [folder, fixture('procedures.mjs').href, fixture('migrations/').href]);
      await writer.printed(1 + Math.floor(Math.random() * 30));
      await writer.kill();
      confirmed.push(...writer.lines.slice(1));
    }
    const storage = await open(folder);
    const letters = committed<Letter>(folder, 'SELECT id, body, size, sha256 FROM letter ORDER BY id');
    const held = new Set(letters.map(({ id, sha256 }) => `${id} ${sha256}`));
    expect(confirmed.filter((line) => !held.has(line))).toEqual([]);
    expect(confirmed.length).toBeGreaterThan(25);
    for (const { body, size, sha256 } of letters) {
      const bytes = await readAll(storage, body, size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    // What was being written at the end is gone.
    expect(committed(folder, 'SELECT body FROM body EXCEPT SELECT body FROM letter')).toEqual([]);
    expect(committed(folder, 'SELECT address FROM chunk WHERE address / 1048576 NOT IN (SELECT body FROM body)')).toEqual([]);
    expect(committed(folder, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
