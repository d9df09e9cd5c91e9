import { createHash } from 'node:crypto';
import type { Fault, TaskResult } from '../../../protocol/bridge.ts';
import { type Inbox, StorageError } from '../../inbox/port.ts';
import { rowsOf } from './export.ts';
import type { Work } from './tasks.ts';

/** Faults that are told one by one; more are counted. */
export const listed = 100;

/** Whether a message is as it was accepted; one that went meanwhile is. */
const isIntact = async (inbox: Inbox, uid: string, sha256: string, signal: AbortSignal): Promise<boolean> => {
  const hash = createHash('sha256');
  try {
    for await (const chunk of (await inbox.read(uid)) ?? []) {
      signal.throwIfAborted();
      hash.update(chunk);
    }
  } catch (error) {
    if (!(error instanceof StorageError) || error.failure !== 'failed') throw error;
  }
  return hash.digest('hex') === sha256 || (await inbox.find(uid)) === undefined;
};

/** Looks whether the file is sound and every message as it was accepted. Changes nothing. */
export const checkWork =
  (deps: { inbox: () => Promise<Inbox> }): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    const inbox = await deps.inbox();
    const list: Fault[] = [];
    let faults = 0;
    const note = (fault: Fault): void => {
      faults += 1;
      if (list.length < listed) list.push(fault);
    };
    const ended = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
    const looking = inbox.faults(() => signal.aborted);
    for (const what of (await Promise.race([looking, ended])) ?? []) note({ uid: null, what });
    signal.throwIfAborted();
    const all = [...(await rowsOf(inbox, { folder: 'inbox' }, signal)), ...(await rowsOf(inbox, { folder: 'deleted' }, signal))];
    of(all.length);
    const checked = { messages: 0, bytes: 0 };
    for (const [at, { uid }] of all.entries()) {
      signal.throwIfAborted();
      const message = await inbox.find(uid);
      done(at + 1);
      if (!message) continue;
      checked.messages += 1;
      checked.bytes += message.bytes;
      if (!(await isIntact(inbox, uid, message.sha256, signal))) note({ uid, what: message.subject });
    }
    return { kind: 'check', ...checked, faults, list };
  };
