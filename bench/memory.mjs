// How much memory the server needs for a message of a gigabyte, whichever way it goes: `npm run bench:memory [-- MB]`.
import { rm } from 'node:fs/promises';
import { temporaryFolder } from './folder.mjs';
import { measureMemory } from './memory/measure.mjs';

const megabytes = Number(process.argv[2] ?? 1_000);
const folder = await temporaryFolder('memory');
try {
  const peaks = await measureMemory(folder, megabytes * 1_000_000);
  for (const { what, peak, seconds } of peaks)
    console.log(`${what.padEnd(34)} ${(peak / 1e6).toFixed(0).padStart(5)} MB   ${seconds.toFixed(1)} s`);
  console.log(JSON.stringify({ megabytes, peaks }));
  if (peaks.some(({ what, peak }) => !what.startsWith('eight') && peak > 120_000_000)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
