/** Tells that something changed: at once when it was quiet, and then at most once per `calm` ms. */
export interface Signal {
  raise(): void;
  subscribe(listener: () => void): () => void;
}

export const createSignal = (calm: number): Signal => {
  const listeners = new Set<() => void>();
  let resting = false;
  let pending = false;
  const tell = (): void => {
    resting = true;
    setTimeout(() => {
      resting = false;
      if (!pending) return;
      pending = false;
      tell();
    }, calm);
    for (const listener of listeners) listener();
  };
  return {
    raise: () => {
      if (resting) pending = true;
      else tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
