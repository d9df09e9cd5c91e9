import type { Command } from 'commander';
import type { z } from 'zod';
import { type Operation, type OperationName, operations } from '../../../protocol/operations.ts';
import { formatTarget } from '../../../protocol/target.ts';
import { exitHelp } from '../exit.ts';
import { ask, readAnswer } from '../http.ts';
import { parseServer, readToken } from '../options.ts';

/** The options that every command to a server has. */
export interface Access {
  server: string;
  tokenFile: string;
  insecure: boolean;
  json: boolean;
}

export const withAccess = (command: Command, json = 'print JSON, a line per thing'): Command =>
  command
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--token-file <file>', 'file with an admin token')
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', json, false)
    .addHelpText('after', exitHelp)
    .exitOverride();

type Bodies<A> = { [S in keyof A]: A[S] extends { body: z.ZodType<infer T> } ? T : undefined }[keyof A];
/** What an operation answers with success. */
export type AnswerOf<N extends OperationName> = Bodies<(typeof operations)[N]['answers']>;

export interface Asked {
  /** What `:name` in the path stands for. */
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/** A server, as an administrator speaks to it. */
export interface Admin {
  readonly server: string;
  readonly token: string;
  /** One operation; its answer is what its schema says. @throws Problem */
  ask<N extends OperationName>(name: N, asked?: Asked): Promise<AnswerOf<N>>;
}

/** @throws Problem if the options are not right */
export const connect = ({ server: address, tokenFile, insecure }: Access): Admin => {
  const server = parseServer(address, insecure);
  const token = readToken(tokenFile);
  return {
    server,
    token,
    async ask<N extends OperationName>(name: N, { names, query, body }: Asked = {}) {
      const { methods, path, answers }: Operation = operations[name];
      const answer = await ask(server, token, formatTarget(path, names, query), {
        method: methods[0] ?? 'GET',
        ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const [schema] = Object.values(answers).flatMap((one) => one.body ?? []);
      if (!schema) return undefined as AnswerOf<N>;
      return readAnswer(schema, answer) as AnswerOf<N>;
    },
  };
};
