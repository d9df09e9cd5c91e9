import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Command } from 'commander';
import libmime from 'libmime';
import { Problem } from '../../protocol/errors.ts';
import { encodeHeaderValue, readable } from '../../protocol/header.ts';
import { receiptSchema } from '../../protocol/submission.ts';
import { exitHelp } from './exit.ts';
import { ask, askPersistently } from './http.ts';
import { parseMailbox, parseServer, readToken } from './options.ts';
import { createOutput } from './output.ts';

interface Options {
  server: string;
  to: string;
  tokenFile: string;
  from?: string;
  subject?: string;
  type?: string;
  insecure: boolean;
  json: boolean;
}

/** A message to send; its bytes can be read again for a retry. */
interface Outgoing {
  readonly name: string | undefined;
  readonly type: string;
  readonly length: number;
  open(): NodeJS.ReadableStream | Buffer;
}

const fromFile = (file: string): Outgoing => {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new Error('it is not a file');
    const detected = libmime.detectMimeType(file);
    // A text file of today is UTF-8.
    const type = detected.startsWith('text/') ? `${detected}; charset=utf-8` : detected;
    return { name: basename(file), type, length: stat.size, open: () => createReadStream(file) };
  } catch (error) {
    throw new Problem('file-unreadable', `${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
};

const fromInput = async (): Promise<Outgoing> => {
  const bytes = await buffer(process.stdin);
  return { name: undefined, type: 'text/plain; charset=utf-8', length: bytes.byteLength, open: () => bytes };
};

export const sendCommand = (): Command =>
  new Command('send')
    .description('send each file, or standard input, as one message')
    .argument('[file...]', 'files; none, or "-", for standard input')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--to <mailbox>', 'mailbox to send to')
    .requiredOption('--token-file <file>', "file with the mailbox's send token")
    .option('--from <sender>', 'who sends it')
    .option('--subject <text>', "subject; a file's name if absent")
    .option('--type <type>', 'media type; guessed by the name if absent')
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print a JSON line per message', false)
    .addHelpText('after', exitHelp)
    .action(async (files: string[], options: Options) => {
      const server = parseServer(options.server, options.insecure);
      const mailbox = parseMailbox(options.to);
      const token = readToken(options.tokenFile);
      const output = createOutput(options.json);
      // All of them are looked at before the first is sent.
      const outgoing = await Promise.all((files.length > 0 ? files : ['-']).map((file) => (file === '-' ? fromInput() : fromFile(file))));
      for (const message of outgoing) {
        const subject = options.subject ?? message.name;
        const type = options.type ?? message.type;
        const headers = {
          'content-type': type,
          'content-length': String(message.length),
          // The same key at every attempt: a message whose receipt was lost is not stored twice.
          'idempotency-key': randomUUID(),
          // A mail says itself who sent it and what it is about.
          ...(subject !== undefined &&
            (options.subject !== undefined || type !== 'message/rfc822') && { subject: encodeHeaderValue(readable(subject)) }),
          ...(options.from !== undefined && { from: encodeHeaderValue(readable(options.from)) }),
        };
        const receipt = await askPersistently(async () =>
          receiptSchema.parse(
            await ask(server, token, `/v1/mailboxes/${mailbox}/messages`, { method: 'POST', headers, body: message.open() as Buffer }),
          ),
        );
        output.event(
          { event: 'sent', ...receipt, name: message.name },
          `Sent ${message.name ?? 'standard input'} to ${mailbox}: ${receipt.uid}`,
        );
      }
    });
