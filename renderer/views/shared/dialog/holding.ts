import { createContext, useContext, useEffect } from 'react';

/** The dialog around what is shown. */
interface Around {
  /** It stays until what it asked for is answered. */
  readonly held: boolean;
  close(): void;
  /** Keeps it open; returns how to let it go. */
  hold(): () => void;
}

const nothing = (): void => {};

export const DialogContext = createContext<Around>({ held: false, close: nothing, hold: () => nothing });

export const useDialog = (): Around => useContext(DialogContext);

/** Keeps the dialog around open for as long as this is true. */
export const useHold = (held: boolean): void => {
  const { hold } = useDialog();
  useEffect(() => (held ? hold() : undefined), [held, hold]);
};

/** Tells the window that a dialog is open; returns how to say that it is closed. */
export const AskingContext = createContext<() => () => void>(() => nothing);

/** The window does nothing else for as long as this is true. */
export const useAsking = (asks: boolean): void => {
  const begin = useContext(AskingContext);
  useEffect(() => (asks ? begin() : undefined), [asks, begin]);
};
