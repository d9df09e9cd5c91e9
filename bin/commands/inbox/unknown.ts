import { Problem } from '../../../protocol/errors.ts';

export const unknown = (uid: string): Problem => new Problem('message-unknown', `The inbox does not hold ${uid.slice(0, 80)}.`);
