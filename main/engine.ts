import { Problem } from '../protocol/errors.ts';
import type { FromEngine, ToEngine } from './engine/calls.ts';
import { type Engine, startEngine } from './engine/engine.ts';

/** The mail engine's own process: a utility process of Electron, or any process with such a port. */
interface ParentPort {
  postMessage(message: FromEngine): void;
  on(event: 'message', listener: (event: { data: ToEngine }) => void): void;
}
const port = (process as unknown as { parentPort: ParentPort }).parentPort;

// Messages are nobody else's to read.
process.umask(0o077);
let engine: Promise<Engine> | undefined;

const start = (message: Extract<ToEngine, { kind: 'start' }>): Promise<Engine> =>
  startEngine(message.config, (event) => port.postMessage({ kind: 'event', event })).then(
    (started) => {
      started.failed.then((error) => {
        // What cannot be stored must not be instructed: better to end, and be started again.
        process.stderr.write(`the inbox failed: ${error.message}\n`);
        process.exit(1);
      });
      port.postMessage({ kind: 'started' });
      return started;
    },
    (error) => {
      if (!(error instanceof Problem)) throw error;
      port.postMessage({ kind: 'refused', code: error.code, message: error.message });
      return process.exit(3);
    },
  );

port.on('message', async ({ data }) => {
  switch (data.kind) {
    case 'start':
      engine ??= start(data);
      return;
    case 'settings':
      (await engine)?.configure(data.settings);
      return;
    case 'call': {
      const outcome = await (await engine)?.call(data.name, data.args);
      if (outcome) port.postMessage({ kind: 'outcome', seq: data.seq, outcome });
      return;
    }
    case 'stop':
      await (await engine)?.stop();
      process.exit(0);
  }
});
