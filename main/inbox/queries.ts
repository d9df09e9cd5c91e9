import { roomPage, suggestRoom, weigh } from './room.ts';
import { count, digests, fileUse, page, uids } from './rows.ts';

/** What may look at many messages: answered in a thread beside the worker, so that nothing that comes in waits for it. */
export const queries = { page, count, uids, roomPage, suggestRoom, weigh, digests, fileUse };
