import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Result {
  peaks: { what: string; peak: number }[];
}

// The memory of another process is read from /proc.
it.skipIf(!existsSync('/proc/self/status'))(
  'a message of 200 MB goes in and out through less than 120 MB of memory of their own, whichever way',
  { timeout: 120_000 },
  async () => {
    const bench = fileURLToPath(new URL('../../bench/memory.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '200']);
    const { peaks } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;
    expect(peaks.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['in by HTTP', 'in by SMTP', 'out by acquisition', 'received by a device', 'its second half after a kill']),
    );
    for (const { what, peak } of peaks.filter(({ what }) => !what.startsWith('eight'))) expect(peak, what).toBeLessThan(120_000_000);
  },
);
