import { roomPage, suggestRoom, weigh } from './room.ts';
import { digests, fileUse, page } from './rows.ts';

/** What may look at many messages: answered in a thread beside the worker, so that nothing that comes in waits for it. */
export const queries = { page, roomPage, suggestRoom, weigh, digests, fileUse };
