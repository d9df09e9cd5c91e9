import { Command } from 'commander';
import { Problem } from '../../protocol/errors.ts';
import { type CertificateFiles, parseAddress, startServer } from '../../server/index.ts';
import { createLog } from '../../server/log.ts';
import { exitCodes, exitHelp } from './exit.ts';
import { createOutput } from './output.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'];

interface Options {
  data: string;
  http: string;
  smtp: string;
  insecure: boolean;
  tlsCert?: string;
  tlsKey?: string;
  maxMessage?: string;
  logLevel: string;
  json: boolean;
}

const parseBytes = (text: string): number => {
  if (!/^[1-9]\d{0,12}$/.test(text)) throw new Problem('option-invalid', `--max-message takes a number of bytes, not "${text}".`);
  return Number(text);
};

const parseTls = ({ tlsCert: cert, tlsKey: key }: Options): { tls: CertificateFiles } | undefined => {
  if (cert !== undefined && key !== undefined) return { tls: { cert, key } };
  if (cert !== undefined || key !== undefined) throw new Problem('option-invalid', '--tls-cert and --tls-key belong together.');
  return undefined;
};

export const serverCommand = (): Command =>
  new Command('server')
    .description('run the delivery server: holds each message until its device says what to do with it')
    .requiredOption('--data <dir>', 'data folder; made on the first start')
    .option('--http <address>', 'address of the HTTP interface; port 0 picks a free one', '127.0.0.1:7425')
    .option('--smtp <address>', 'address of the SMTP door, or "off"', '127.0.0.1:7426')
    .option('--tls-cert <file>', 'certificate with its chain, PEM: HTTPS, and STARTTLS for SMTP; read again when it changes')
    .option('--tls-key <file>', 'its private key, PEM')
    .option(
      '--insecure',
      'listen on addresses that other machines reach, without encryption, and without asking SMTP clients who they are',
      false,
    )
    .option('--max-message <bytes>', 'largest message to accept')
    .option('--log-level <level>', `logs go to standard error: ${levels.join(', ')}`, 'info')
    .option('--json', 'print events as JSON lines', false)
    .addHelpText('after', exitHelp)
    .action(async (options: Options) => {
      if (!levels.includes(options.logLevel)) throw new Problem('option-invalid', `--log-level is one of ${levels.join(', ')}.`);
      const log = createLog(options.logLevel);
      const output = createOutput(options.json);
      const starting = startServer({
        data: options.data,
        http: parseAddress(options.http),
        smtp: options.smtp === 'off' ? undefined : parseAddress(options.smtp),
        insecure: options.insecure,
        ...parseTls(options),
        ...(options.maxMessage !== undefined && { maxMessageBytes: parseBytes(options.maxMessage) }),
        log,
      });
      // Windows has no such signal: there it is the closing of the console.
      if (process.platform !== 'win32')
        process.on('SIGHUP', () => {
          // What went wrong is in the log, or said by the start that failed.
          starting.then((server) => server.reload()).catch(() => {});
        });
      const server = await starting;
      // Before anybody is told that it is ready: who hears that may end it at once.
      const told = new Promise<void>((stop) => {
        process.once('SIGTERM', stop).once('SIGINT', stop);
        server.failed.then((error) => {
          // Nothing can be confirmed any more, so nothing may be accepted.
          log.fatal({ err: error }, 'the store ended; the server stops');
          process.exitCode = exitCodes.local;
          stop();
        });
      });
      const { http, smtp, adminTokenFile } = server;
      output.event(
        { event: 'ready', http, smtp: smtp ?? null, adminTokenFile },
        `Restante is ready: ${http}${smtp ? `, SMTP on ${smtp}` : ''}. The admin token is in ${adminTokenFile}`,
      );
      await told;
      await server.stop();
      output.event({ event: 'stopped' }, 'Stopped.');
    });
