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
let engine: Engine | undefined;

port.on('message', async ({ data }) => {
  switch (data.kind) {
    case 'start':
      engine ??= startEngine(data.config, (event) => port.postMessage({ kind: 'event', event }));
      port.postMessage({ kind: 'started' });
      return;
    case 'accounts':
      engine?.configure(data.accounts);
      return;
    case 'servers':
      engine?.configureServers(data.servers);
      return;
    case 'wake':
      engine?.wake();
      return;
    case 'call': {
      const outcome = await engine?.call(data.name, data.args);
      if (outcome) port.postMessage({ kind: 'outcome', seq: data.seq, outcome });
      return;
    }
    case 'stop':
      await engine?.stop();
      process.exit(0);
  }
});
