/** Messages that are on their way to a device right now: retention does not pull them away. */
export interface Sending {
  /** Returns what ends it. */
  begin(uids: readonly string[]): () => void;
  uids(): string[];
}

export const createSending = (): Sending => {
  const underWay = new Set<readonly string[]>();
  return {
    begin(uids) {
      const sending = [...uids];
      if (sending.length > 0) underWay.add(sending);
      return () => underWay.delete(sending);
    },
    uids: () => [...new Set([...underWay].flat())],
  };
};
