// What the administration asks of a processed folder with a million messages, and of very many mailboxes, behind the real server,
// beside the same of a small one: `npm run bench:admin [-- MESSAGES]`.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measureFolder, measureMailboxes } from './admin/measure.mjs';
import { temporaryFolder } from './folder.mjs';
import { fill } from './scale/fill.mjs';

const messages = Number(process.argv[2] ?? 1_000_000);
const folder = await temporaryFolder('admin');
/** One folder with all of them, and a fifth of them over two thousand mailboxes. */
const cases = [
  { measure: measureFolder, large: { boxes: 0, each: 0, big: messages }, small: { boxes: 0, each: 0, big: 1_000 } },
  {
    measure: measureMailboxes,
    large: { boxes: 2_000, each: messages / 10_000, big: 100 },
    small: { boxes: 1, each: messages / 10_000, big: 100 },
  },
];
try {
  const results = { large: {}, small: {} };
  for (const [at, { measure, ...shapes }] of cases.entries()) {
    for (const [name, shape] of Object.entries(shapes)) {
      const data = join(folder, `${name}-${at}`);
      const seconds = await fill(data, shape);
      console.error(`${name}: filled in ${seconds.toFixed(0)} s`);
      const measured = await measure(data, shape);
      console.error(JSON.stringify({ [name]: measured }));
      Object.assign(results[name], measured);
      await rm(data, { recursive: true, force: true });
    }
  }
  console.log(`ms, medians${' '.repeat(49)}large     small   ratio`);
  for (const [what, { ms }] of Object.entries(results.large)) {
    const small = results.small[what].ms;
    console.log(`${what.padEnd(55)}${ms.toFixed(1).padStart(10)}${small.toFixed(1).padStart(10)}${(ms / small).toFixed(1).padStart(8)}`);
  }
  console.log(JSON.stringify({ messages, results }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
