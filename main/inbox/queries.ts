import { roomPage, suggestRoom, weigh } from './room.ts';
import { above, count, digests, fileUse, nearest, page, uids } from './rows.ts';

/** What may look at many messages: answered in a thread beside the worker, so that nothing that comes in waits for it. */
export const queries = { page, count, uids, nearest, above, roomPage, suggestRoom, weigh, digests, fileUse };
