import type { DeviceEvent } from '../../../main/sync/device.ts';
import type { Problem } from '../../../protocol/errors.ts';
import { bytes, messages, printable } from '../words.ts';
import type { ErrandEvent } from './errands.ts';

const sentence = ({ code, message }: Problem): string =>
  code === 'other-device' ? `${message} To receive it here from now on, start once with --take-over.` : message;

const retrying = (retryIn: number | undefined): object => (retryIn === undefined ? {} : { retryInMs: Math.round(retryIn) });
const later = (retryIn: number | undefined, otherwise = ''): string =>
  retryIn === undefined ? otherwise : `Trying again in ${Math.ceil(retryIn / 1_000)} s.`;

/** What an event says to machines, and to people if it says anything to them. */
export const present = (event: DeviceEvent | ErrandEvent): [value: Record<string, unknown>, text?: string] => {
  switch (event.kind) {
    case 'received': {
      const { uid, id, size, sha256, subject, sender, type } = event.message;
      const value = { event: 'received', uid, id, bytes: size, sha256: Buffer.from(sha256).toString('hex'), type, subject, from: sender };
      return [value, `Received ${id}: ${printable(subject || '(no subject)')}, ${bytes(size)}`];
    }
    case 'renewed': {
      const { uid, id } = event.message;
      return [{ event: 'renewed', uid, id }, `Received ${id}, which is here, once more`];
    }
    case 'gone': {
      const { uid, id, because } = event.gone;
      if (because === 'overwritten') return [{ event: 'overwritten', uid, id }, `Overwrote ${id}, which was read`];
      return [{ event: 'purged', uid, id }, `Purged ${id}, which was deleted`];
    }
    case 'instructed': {
      const { verb, id, uid } = event.instruction;
      return [{ event: 'instructed', instruction: verb, id, uid }];
    }
    case 'told-full':
      return [{ event: 'deferred' }];
    case 'arriving':
      return [{ event: 'arriving', uid: event.message.uid, id: event.message.id, bytes: event.bytes, of: event.message.size }];
    case 'too-large': {
      const { message } = event;
      const text = `Message ${message.id} from ${printable(message.from || 'nobody')} (${bytes(message.bytes)}) is larger than the whole inbox. It stays at the server.`;
      return [{ event: 'too-large', ...message }, text];
    }
    case 'ended': {
      const { uid, id, bytes: size, subject, from, because } = event.message;
      const text = `Message ${id} from ${printable(from || 'nobody')} ended at the server before it was received (${because}).`;
      return [{ event: 'ended', uid, id, bytes: size, subject, from, because }, text];
    }
    case 'idle':
      return [{ event: 'idle' }, 'Nothing more to fetch.'];
    case 'deferred': {
      const { waiting, waitingBytes, smallest, room } = event;
      const text = `${messages(waiting)} (${bytes(waitingBytes)}) ${waiting === 1 ? 'stays' : 'stay'} at the server: too large for the whole inbox, or damaged.`;
      return [{ event: 'left', waiting, waitingBytes, smallest, room }, text];
    }
    case 'full': {
      const { waiting, waitingBytes, smallest, room } = event;
      const text = `The inbox is full. ${messages(waiting)} (${bytes(waitingBytes)}) ${waiting === 1 ? 'waits' : 'wait'} safely at the server.`;
      return [{ event: 'full', waiting, waitingBytes, smallest, room }, text];
    }
    case 'executed': {
      const { uid, id } = event.message;
      return [{ event: 'executed', uid, id }, `Ran the command for ${id}`];
    }
    case 'command-failed': {
      const { message, problem, exit, signal, retryIn } = event;
      const value = { event: 'error', code: problem.code, message: problem.message, uid: message.uid, id: message.id, exit, signal };
      return [{ ...value, ...retrying(retryIn) }, `${problem.message} ${later(retryIn, 'It is run again at the next start.')}`];
    }
    case 'unexecuted': {
      const { messages: count } = event;
      const text = `A command of an earlier start was not run yet for ${messages(count)}, which cannot make way. Start with --exec to run it.`;
      return [{ event: 'unexecuted', messages: count }, text];
    }
    case 'trouble': {
      const { problem, uid, id } = event;
      return [{ event: 'error', code: problem.code, message: problem.message, uid, id }, problem.message];
    }
    case 'failed': {
      const { problem, retryIn } = event;
      const value = { event: 'error', code: problem.code, message: sentence(problem), ...retrying(retryIn) };
      return [value, retryIn === undefined ? sentence(problem) : `${problem.message} ${later(retryIn)}`];
    }
  }
};
