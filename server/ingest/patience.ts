/** How long each session may take for what it does. */
export interface Patience {
  /** The session has `ms` from now on, whatever it had before. */
  allow(session: string, ms: number): void;
  /** What takes time now is not the session's doing, or it is over. */
  end(session: string): void;
}

export const createPatience = (lost: (session: string) => void): Patience => {
  const timers = new Map<string, NodeJS.Timeout>();
  const end = (session: string): void => {
    clearTimeout(timers.get(session));
    timers.delete(session);
  };
  return {
    end,
    allow(session, ms) {
      end(session);
      const timer = setTimeout(() => {
        timers.delete(session);
        lost(session);
      }, ms);
      timers.set(session, timer.unref());
    },
  };
};
