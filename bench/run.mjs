// Ingest and drain against a naive baseline in the same run; see README.md beside this file.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesystemOf, flushLatency, isMemory } from './disk.mjs';
import { startBaseline, startRestante } from './servers.mjs';

const messageBytes = 2_048;
const rounds = 7;
/** Messages per round and program: about a second each. */
const loads = [
  { connections: 1, messages: 600 },
  { connections: 16, messages: 2_400 },
];

const mailboxes = Array.from({ length: Math.max(...loads.map((l) => l.connections)) }, (_, at) => `box${at}`);

let serial = 0;
/** No two alike, so that a message drained twice or mixed up shows. */
const createMessage = () => {
  serial += 1;
  return Buffer.from(`message ${serial} `.padEnd(messageBytes, `${serial * 7_919} `));
};

/** Runs a job per connection, one mailbox each; answers messages per second. */
const measure = async (subject, load, job) => {
  const clients = mailboxes.slice(0, load.connections).map((mailbox) => ({ mailbox, client: subject.connect() }));
  const before = performance.now();
  await Promise.all(clients.map(({ mailbox, client }, at) => job(client, mailbox, at)));
  const seconds = (performance.now() - before) / 1_000;
  await Promise.all(clients.map(({ client }) => client.close()));
  return load.messages / seconds;
};

/** Every message is accepted once under an id of its own. */
const ingest = (subject, load, shares) =>
  measure(subject, load, async (client, mailbox, at) => {
    const ids = new Set();
    for (const body of shares[at]) ids.add(await subject.submit(client, mailbox, body));
    if (ids.size !== shares[at].length) throw new Error(`${subject.name}: ${ids.size} ids for ${shares[at].length} messages`);
  });

/** Every message comes out exactly once, in order, byte for byte. */
const drain = (subject, load, shares) =>
  measure(subject, load, async (client, mailbox, at) => {
    let taken = 0;
    await subject.drain(client, mailbox, (body) => {
      if (!shares[at][taken]?.equals(body)) throw new Error(`${subject.name}: message ${taken} of ${mailbox} is not what was submitted`);
      taken += 1;
    });
    if (taken !== shares[at].length) throw new Error(`${subject.name}: drained ${taken} of ${shares[at].length}`);
  });

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

const createFolder = () => {
  const parent = isMemory(filesystemOf(tmpdir())) ? fileURLToPath(new URL('.', import.meta.url)) : tmpdir();
  return mkdtempSync(join(parent, 'restante-bench-'));
};

const folder = createFolder();
const subjects = [];
try {
  const machine = {
    cores: availableParallelism(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    filesystem: filesystemOf(folder),
    flushMicroseconds: flushLatency(folder),
  };
  const ours = await startRestante(join(folder, 'restante'), mailboxes);
  subjects.push(ours);
  const baseline = await startBaseline(join(folder, 'baseline'));
  subjects.push(baseline);

  const cases = loads.flatMap((load) =>
    [ingest, drain].map((job) => ({ name: `${job.name} × ${load.connections}`, job, load, ours: [], baseline: [], ratios: [] })),
  );
  // The first round warms both programs up and is not counted.
  for (let round = 0; round <= rounds; round += 1)
    for (const load of loads) {
      const shares = Array.from({ length: load.connections }, () =>
        Array.from({ length: load.messages / load.connections }, createMessage),
      );
      for (const of of cases.filter((c) => c.load === load)) {
        const mine = await of.job(ours, load, shares);
        const theirs = await of.job(baseline, load, shares);
        if (round === 0) continue;
        of.ours.push(mine);
        of.baseline.push(theirs);
        of.ratios.push(mine / theirs);
      }
    }

  const results = cases.map((c) => ({ case: c.name, ratio: spread(c.ratios), ours: median(c.ours), baseline: median(c.baseline) }));
  console.log(
    `${rounds} rounds, ${messageBytes} byte messages; ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, ` +
      `${machine.filesystem}, a flush of 4 KiB takes ${machine.flushMicroseconds} µs\n`,
  );
  console.log('case          ratio (min–max)        restante   baseline   messages/s, medians');
  for (const r of results) {
    const ratio = `${r.ratio.median.toFixed(2)} (${r.ratio.min.toFixed(2)}–${r.ratio.max.toFixed(2)})`;
    console.log(`${r.case.padEnd(14)}${ratio.padEnd(20)}${r.ours.toFixed(0).padStart(11)}${r.baseline.toFixed(0).padStart(11)}`);
  }
  const rounded = JSON.stringify({ machine, messageBytes, rounds, results }, (_, v) =>
    typeof v === 'number' ? Math.round(v * 1_000) / 1_000 : v,
  );
  console.log(`\n${rounded}`);
} finally {
  await Promise.allSettled(subjects.map((s) => s.stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
