import { fileURLToPath } from 'node:url';
import { type UtilityProcess, utilityProcess } from 'electron';

/** A part of the app in a process of its own, started again whenever it ends by itself. */
export interface Child<To> {
  /** Reaches the process that runs now; what it has not seen when it ends is lost. */
  post(message: To): void;
  /** Ends it and starts it anew, with what `first` gives then. */
  restart(): void;
  /** Asks it to end, and waits for that; for a while. */
  stop(): Promise<void>;
}

/** ms of the first pause before a restart, doubling up to the last; back to the first after `settled` ms of running. */
const pauses = { first: 100, last: 10_000, settled: 30_000 };
/** ms that it gets to end by itself. */
const patience = 5_000;

/**
 * @param on.first what it is told when it starts, and told again whenever it was started again
 * @param on.said what it wrote to its standard output and standard error
 * @param on.ended it ended by itself
 */
export const startChild = <To, From>(
  module: URL,
  name: string,
  on: { first: () => To; message: (message: From) => void; said: (text: string) => void; ended: (code: number) => void },
  stop: To,
): Child<To> => {
  let child: UtilityProcess | undefined;
  let stopping = false;
  let pause = pauses.first;

  const start = (): void => {
    const startedAt = performance.now();
    const started = utilityProcess.fork(fileURLToPath(module), [], { serviceName: name, stdio: 'pipe' });
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        process.stderr.write(text);
        on.said(text);
      });
    child = started;
    started.on('message', (message: From) => {
      if (child === started) on.message(message);
    });
    started.on('exit', (code) => {
      if (child !== started) return;
      child = undefined;
      if (stopping) return;
      on.ended(code);
      if (performance.now() - startedAt > pauses.settled) pause = pauses.first;
      setTimeout(() => {
        if (!stopping && !child) start();
      }, pause);
      pause = Math.min(pause * 2, pauses.last);
    });
    started.postMessage(on.first());
  };
  start();

  /** Asks a process to end, and ends it if it does not. */
  const end = (running: UtilityProcess): Promise<void> =>
    new Promise((resolve) => {
      const late = setTimeout(() => running.kill(), patience);
      running.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      running.postMessage(stop);
    });

  /** Of a process that is to be followed by another. */
  let ending: Promise<void> = Promise.resolve();
  return {
    post: (message) => child?.postMessage(message),
    restart() {
      if (child) ending = end(child);
      child = undefined;
      // One process per folder: the new one starts when the old one has let go.
      ending.then(() => {
        if (!stopping && !child) start();
      });
    },
    async stop() {
      stopping = true;
      await Promise.all([ending, child && end(child)]);
    },
  };
};
