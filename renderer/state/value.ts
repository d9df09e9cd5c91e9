import { useSyncExternalStore } from 'react';

/** Something that is shown and changes. */
export interface Value<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

export interface Cell<T> extends Value<T> {
  set(value: T): void;
}

export const createCell = <T>(initial: T): Cell<T> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

export const useValue = <T>(value: Value<T>): T => useSyncExternalStore(value.subscribe, value.get);
