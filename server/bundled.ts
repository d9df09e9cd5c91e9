import type { FromServer, ToServer } from '../protocol/bundled.ts';
import { Problem } from '../protocol/errors.ts';
import { parseAddress, type RunningServer, type ServerConfig, startServer } from './index.ts';
import { createLog } from './log.ts';

/** The bundled server's own process: a utility process of Electron, or any process with such a port. */
interface ParentPort {
  postMessage(message: FromServer): void;
  on(event: 'message', listener: (event: { data: ToServer }) => void): void;
}
const port = (process as unknown as { parentPort: ParentPort }).parentPort;
// Messages are nobody else's to read.
process.umask(0o077);
const log = createLog('warn');

/** The address that was asked for, or a free port where another program has taken it. */
const startAnywhere = async (config: ServerConfig): Promise<RunningServer> => {
  try {
    return await startServer(config);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'address-in-use') throw error;
    const free = <T extends { host: string } | undefined>(address: T): T => (address ? { ...address, port: 0 } : address);
    return startServer({ ...config, http: free(config.http), smtp: free(config.smtp) });
  }
};

let running: Promise<RunningServer> | undefined;

const start = async ({ data, http, smtp }: Extract<ToServer, { kind: 'start' }>): Promise<RunningServer> => {
  try {
    const server = await startAnywhere({ data, http: parseAddress(http), smtp: parseAddress(smtp), insecure: false, log });
    server.failed.then((error) => {
      log.fatal({ err: error }, 'the store ended');
      process.exit(1);
    });
    port.postMessage({ kind: 'ready', http: server.http, smtp: server.smtp ?? null, adminTokenFile: server.adminTokenFile });
    return server;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    port.postMessage({ kind: 'refused', code: error.code, message: error.message });
    return process.exit(3);
  }
};

port.on('message', async ({ data }) => {
  switch (data.kind) {
    case 'start':
      running ??= start(data);
      return;
    case 'stop':
      await (await running)?.stop();
      process.exit(0);
  }
});
