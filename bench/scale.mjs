// A store with a million messages beside one with a thousand per mailbox, behind the real server: `npm run bench:scale [-- MESSAGES]`.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './folder.mjs';
import { fill } from './scale/fill.mjs';
import { measure } from './scale/measure.mjs';

const messages = Number(process.argv[2] ?? 1_000_000);
const folder = await temporaryFolder('scale');
const shapes = {
  // A tenth in one mailbox, the rest over a hundred.
  large: { boxes: 100, each: (messages * 0.9) / 100, big: messages / 10 },
  small: { boxes: 1, each: 1_000, big: 1_000 },
};
try {
  const results = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const data = join(folder, name);
    const seconds = await fill(data, shape);
    console.error(`${name}: filled in ${seconds.toFixed(0)} s`);
    results[name] = await measure(data, shape);
  }
  console.log(`ms, medians${' '.repeat(44)}large     small   ratio`);
  for (const [what, { ms }] of Object.entries(results.large)) {
    const small = results.small[what].ms;
    console.log(`${what.padEnd(50)}${ms.toFixed(1).padStart(10)}${small.toFixed(1).padStart(10)}${(ms / small).toFixed(1).padStart(8)}`);
  }
  console.log(JSON.stringify({ messages, results }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
