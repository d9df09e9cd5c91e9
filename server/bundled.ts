import type { CertificateFiles, FromServer, Judged, ToServer } from '../protocol/bundled.ts';
import { Problem } from '../protocol/errors.ts';
import { type RunningServer, startServer } from './index.ts';
import { createLog } from './log.ts';
import { settle } from './settling.ts';
import { factsOf, readCertificate } from './tls.ts';

/** The bundled server's own process: a utility process of Electron, or any process with such a port. */
interface ParentPort {
  postMessage(message: FromServer): void;
  on(event: 'message', listener: (event: { data: ToServer }) => void): void;
}
const port = (process as unknown as { parentPort: ParentPort }).parentPort;
// Messages are nobody else's to read.
process.umask(0o077);
const log = createLog('warn');

let running: Promise<RunningServer> | undefined;

const start = async (order: Extract<ToServer, { kind: 'start' }>): Promise<RunningServer> => {
  try {
    log.level = order.level;
    const { http, smtp, network, refused, taken } = await settle(order);
    const server = await startServer({ data: order.data, http, smtp, ...(network && { network }), insecure: false, log });
    server.failed.then((error) => {
      log.fatal({ err: error }, 'the store ended');
      process.exit(1);
    });
    if (refused) log.error({ refused }, 'network access could not be opened');
    const reached = server.network && ({ kind: 'open', http: server.network.http, smtp: server.network.smtp ?? null } as const);
    port.postMessage({
      kind: 'ready',
      http: server.http,
      smtp: server.smtp ?? null,
      network: reached ?? refused,
      adminTokenFile: server.adminTokenFile,
      taken,
    });
    return server;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    port.postMessage({ kind: 'refused', code: error.code, message: error.message });
    return process.exit(3);
  }
};

/** What a certificate is worth, by the rules that a start goes by. */
const judge = async (files: CertificateFiles | null): Promise<Judged> => {
  try {
    const certificate = files ? await readCertificate(files) : await (await running)?.certificate();
    if (!certificate) throw new Problem('certificate-invalid', 'No certificate is in use.');
    return { ok: true, facts: factsOf(certificate) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, problem: { code: error.code, message: error.message } };
  }
};

port.on('message', async ({ data }) => {
  switch (data.kind) {
    case 'start':
      running ??= start(data);
      return;
    case 'level':
      log.level = data.level;
      return;
    case 'judge':
      port.postMessage({ kind: 'judged', seq: data.seq, judged: await judge(data.files) });
      return;
    case 'stop':
      await (await running)?.stop();
      process.exit(0);
  }
});
