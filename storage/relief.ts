import type { Call, Reply } from './calls.ts';
import type { Reserve } from './reserve.ts';

/** Performs a batch as one transaction. */
type Perform = (batch: Call[]) => Reply[];

const isFull = ({ error }: Reply): boolean => error?.failure === 'full';

const refuse = ({ seq }: Call): Reply => ({
  seq,
  error: { failure: 'full', message: 'The disk is full; what room is left is kept for what leaves.' },
});

/**
 * Performs batches on a disk that may be full. What takes new content in fails first; what lets messages out or
 * frees room is tried again without it, and at last with the room of the reserve. While that is not whole,
 * nothing new is taken in. An empty batch only looks how the disk is.
 */
export const createRelief = (deps: {
  perform: Perform;
  reserve: Reserve;
  relief: ReadonlySet<string>;
  intake: ReadonlySet<string>;
  /** Moves what the log holds into the database, as far as nobody reads it: the log is then written from its start again. */
  checkpoint: () => void;
  /** Bytes that are free within the database. */
  unused: () => number;
  told: (full: boolean) => void;
}): Perform => {
  const { perform, reserve, relief, intake } = deps;
  let full = false;
  const tell = (now: boolean): void => {
    if (now === full) return;
    full = now;
    deps.told(now);
  };
  /** Bodies that went leave room within the file, not on the disk; that much of it does as well as the reserve. */
  const mayTakeIn = (): boolean => reserve.make() || deps.unused() >= reserve.bytes;
  /** That the disk is no longer full can be seen without taking anything in. */
  const roomAgain = (): boolean => mayTakeIn() && (!reserve.whole || reserve.free() >= reserve.bytes);

  return (batch) => {
    const replies = new Map<number, Reply>();
    const attempt = (calls: Call[]): Call[] => {
      if (calls.length > 0) for (const reply of perform(calls)) replies.set(reply.seq, reply);
      return calls.filter(({ seq }) => isFull(replies.get(seq) ?? { seq }));
    };
    const taking = batch.filter(({ name }) => intake.has(name));
    const refused = taking.length > 0 && !mayTakeIn();
    if (refused) for (const call of taking) replies.set(call.seq, refuse(call));

    let left = attempt(refused ? batch.filter(({ name }) => !intake.has(name)) : batch);
    if (left.length > 0) {
      deps.checkpoint();
      left = attempt(left);
    }
    let leaving = left.filter(({ name }) => relief.has(name));
    if (leaving.length < left.length) leaving = attempt(leaving);
    while (leaving.length > 0 && reserve.giveUp()) {
      deps.checkpoint();
      leaving = attempt(leaving);
    }

    const answers = batch.flatMap(({ seq }) => replies.get(seq) ?? []);
    if (answers.some(isFull) || (batch.length === 0 && !mayTakeIn())) tell(true);
    else if (taking.length > 0 || (full && roomAgain())) tell(false);
    return answers;
  };
};
