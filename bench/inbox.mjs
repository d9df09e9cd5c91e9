// A full inbox beside a small one, and its search beside a scan: `npm run bench:inbox [-- MESSAGES]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './folder.mjs';
import { fill } from './inbox/fill.mjs';
import { watchResident } from './memory/resident.mjs';

const messages = Number(process.argv[2] ?? 100_000);
const program = fileURLToPath(new URL('./inbox/measure.mjs', import.meta.url));

const measure = async (folder) => {
  const before = performance.now();
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  let open = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (open === 0) open = performance.now() - before;
    lines.push(line);
  });
  const { peak } = await watchResident(child.pid, () => once(child, 'close'));
  if (child.exitCode !== 0) throw new Error(`${program} ended with ${child.exitCode}`);
  return { results: { 'from the start of the process to the first page': { ms: open }, ...JSON.parse(lines.at(-1)) }, peak };
};

const folder = await temporaryFolder('inbox');
try {
  const all = {};
  for (const [name, count] of Object.entries({ large: messages, small: 1_000 })) {
    const rate = await fill(join(folder, name), count);
    console.error(`${name}: filed for the search, ${rate.toFixed(0)} messages/s`);
    all[name] = { filed: rate, ...(await measure(join(folder, name))) };
  }
  const { large, small } = all;
  console.log(`ms, medians${' '.repeat(44)}large     small   ratio   LIKE scan   ratio`);
  for (const [what, { ms, scan }] of Object.entries(large.results)) {
    const other = small.results[what].ms;
    const row = `${what.padEnd(50)}${ms.toFixed(2).padStart(10)}${other.toFixed(2).padStart(10)}${(ms / other).toFixed(1).padStart(8)}`;
    console.log(scan === undefined ? row : `${row}${scan.toFixed(1).padStart(12)}${(ms / scan).toFixed(3).padStart(8)}`);
  }
  console.log(`filed for the search: ${large.filed.toFixed(0)}/s, ${small.filed.toFixed(0)}/s`);
  console.log(`peak of the process: ${(large.peak / 1e6).toFixed(0)} MB, ${(small.peak / 1e6).toFixed(0)} MB`);
  console.log(JSON.stringify({ messages, ...all }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
