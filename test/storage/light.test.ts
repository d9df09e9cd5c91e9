import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

/* A thread starts with every server, device and inbox: it loads what it runs, and no schemas, which take longer than all of that. */

/** Whether zod is in a thread that loads the module. */
const loadsSchemas = async (module: string): Promise<unknown> => {
  const href = import.meta.resolve(module);
  const code = `import { parentPort } from 'node:worker_threads'; await import(${JSON.stringify(href)}); parentPort.postMessage('__zod_globalConfig' in globalThis)`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const [answer] = await once(worker, 'message');
  await worker.terminate();
  return answer;
};

test.each(['server/store/procedures', 'main/inbox/procedures', 'main/reading/text'])(
  'the thread of %s loads no schemas',
  async (module) => {
    expect(await loadsSchemas('#restante/protocol/mailbox'), 'they would be seen').toBe(true);
    expect(await loadsSchemas(`#restante/${module}`)).toBe(false);
  },
);
