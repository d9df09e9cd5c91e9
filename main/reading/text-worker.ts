import { parentPort } from 'node:worker_threads';
import { readText } from './text.ts';

/** What strangers wrote is taken apart here, where nobody waits for it. */
export interface TextCall {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const port = parentPort;
if (!port) throw new Error('this is a worker');
port.on('message', async ({ type, bytes }: TextCall) => port.postMessage(await readText(type, bytes)));
