import { createHash } from 'node:crypto';
import { text as readText } from 'node:stream/consumers';
import { Command } from 'commander';
import type { z } from 'zod';
import { type actionResultSchema, type actionSchema, actionsAtOnce, type messageDetailSchema } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { operations } from '../../../protocol/operations.ts';
import { parseDigest } from '../../../protocol/response.ts';
import type { Rule } from '../../../protocol/retention.ts';
import { formatTarget } from '../../../protocol/target.ts';
import { detailWords, timeline } from '../history.ts';
import { open } from '../http.ts';
import { createOutput } from '../output.ts';
import { bytes, localTime, printable } from '../words.ts';
import { type Access, connect, withAccess } from './access.ts';
import { parseUid } from './values.ts';

type Detail = z.infer<typeof messageDetailSchema>;

const reasons: Record<Rule, string> = {
  'delivery-age': 'it will then have waited as long as its mailbox keeps undelivered messages',
  'processed-age': 'it will then have been processed for as long as its mailbox keeps that',
  'processed-count': 'more came behind it than its mailbox keeps',
};

const ending = ({ folder, state, held, ends }: Detail): string => {
  if (folder === 'ended') return `it has ended: ${state}`;
  if (ends) return `ends on ${localTime(ends.at)} because ${reasons[ends.because]} (${ends.because})`;
  return held ? 'never ends: it is held' : 'never ends by itself';
};

const describe = (m: Detail): string => {
  const facts: [string, string][] = [
    ['uid', m.uid],
    ['mailbox', `${m.mailbox}, message ${m.id}`],
    ['state', m.folder === 'ended' ? m.state : `${m.state}, in the ${m.folder} folder since ${localTime(m.enteredAt)}`],
    ['ends', ending(m)],
    ['from', m.sender],
    ['subject', m.subject || '(no subject)'],
    ['type', m.type],
    ['size', m.size < 1_000 ? bytes(m.size) : `${bytes(m.size)} (${m.size} bytes)`],
    ['accepted', localTime(m.acceptedAt)],
    ...(m.sentAt === null ? [] : [['sent', `${localTime(m.sentAt)}, and not instructed since`] satisfies [string, string]]),
    ['came', detailWords(m.envelope)],
    ['sha-256', m.sha256],
    ...(m.origin === m.uid ? [] : [['copy of', m.origin] satisfies [string, string]]),
  ];
  return [...facts.map(([name, value]) => `${name.padEnd(9)} ${printable(value)}`), '', ...timeline(m)].join('\n');
};

export const showCommand = (): Command =>
  withAccess(
    new Command('show').description('everything about one message, with its whole history').argument('<uid>'),
    'print JSON',
  ).action(async (text: string, access: Access) => {
    const detail = await connect(access).ask('message', { names: { uid: parseUid(text) } });
    createOutput(access.json).event(detail, describe(detail));
  });

const write = async (chunk: Uint8Array | string): Promise<void> => {
  if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve));
};

export const readCommand = (): Command =>
  withAccess(
    new Command('read')
      .description('write a message to standard output, byte for byte as it was accepted; on a terminal without control characters')
      .argument('<uid>'),
    'errors as JSON',
  ).action(async (text: string, access: Access) => {
    const { server, token } = connect(access);
    const target = formatTarget(operations.messageBody.path, { uid: parseUid(text) });
    const { headers, body } = await open(server, token, target, { method: 'GET' });
    const digest = parseDigest(String(headers['repr-digest'] ?? ''));
    const hash = createHash('sha256');
    const decoder = new TextDecoder();
    const harmless = (part: string): string =>
      part
        .replaceAll('\r\n', '\n')
        .split('\n')
        .map((line) => line.split('\t').map(printable).join('\t'))
        .join('\n');
    try {
      for await (const chunk of body) {
        hash.update(chunk as Uint8Array);
        await write(process.stdout.isTTY ? harmless(decoder.decode(chunk as Uint8Array, { stream: true })) : (chunk as Uint8Array));
      }
    } catch (error) {
      throw new Problem('body-truncated', 'The connection broke within the message; what was written is not all of it.', { cause: error });
    }
    if (!digest || !hash.digest().equals(digest))
      throw new Problem('digest-mismatch', 'What was written is not what the server holds: it was damaged on the way.');
  });

type Action = z.infer<typeof actionSchema>['action'];
type Result = z.infer<typeof actionResultSchema>['results'][number];

/** From standard input: uids, or lines of `admin list --json`. */
const readUids = async (words: readonly string[]): Promise<string[]> => {
  const uids: string[] = [];
  for (const word of words) {
    if (word !== '-') uids.push(parseUid(word));
    else
      for (const line of (await readText(process.stdin)).split('\n').map((part) => part.trim()))
        if (line.startsWith('{')) uids.push(parseUid(uidIn(line)));
        else uids.push(...line.split(/\s+/).filter(Boolean).map(parseUid));
  }
  return [...new Set(uids)];
};

const uidIn = (line: string): string => {
  try {
    return String((JSON.parse(line) as { uid?: unknown }).uid);
  } catch {
    return line;
  }
};

const done: Record<Action, string> = { redeliver: 'Redelivered', delete: 'Deleted', hold: 'Held', release: 'Released' };

const sentence = (action: Action, { uid, outcome, mailbox, id }: Result): string => {
  switch (outcome) {
    case 'done':
      return `${done[action]} ${uid} ${action === 'redeliver' ? `to ${mailbox} as message ${id}` : `of ${mailbox}`}`;
    case 'already':
      return `${uid} was so already`;
    case 'not-processed':
      return `${uid} is not in a processed folder: nothing was done`;
    case 'ended':
      return `${uid} has ended: nothing was done`;
    case 'unknown':
      return `${uid} is not known here`;
  }
};

const abouts: Record<Action, string> = {
  redeliver: 'put processed messages into the delivery folder again',
  delete: 'delete messages; what no device had leaves a tombstone',
  hold: 'exempt messages from retention',
  release: 'let retention judge them again',
};

export const actCommand = (action: Action): Command =>
  withAccess(
    new Command(action)
      .description(abouts[action])
      .argument('<uid...>', 'uids; "-": from standard input, also lines of "admin list --json"'),
  ).action(async (words: string[], access: Access) => {
    const admin = connect(access);
    const output = createOutput(access.json);
    const uids = await readUids(words);
    let missed = 0;
    for (let from = 0; from < uids.length; from += actionsAtOnce) {
      const { results } = await admin.ask('act', { body: { action, uids: uids.slice(from, from + actionsAtOnce) } });
      for (const result of results) {
        if (result.outcome !== 'done' && result.outcome !== 'already') missed += 1;
        output.event(result, sentence(action, result));
      }
    }
    if (missed > 0) throw new Problem('message-unknown', `Nothing was done with ${missed} of ${uids.length} messages.`);
  });
