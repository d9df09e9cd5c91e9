import { createContext, useContext } from 'react';
import type { Place } from './place.ts';

export const GoContext = createContext<(place: Place) => void>(() => {});

/** Leads to another place of the window. */
export const useGo = (): ((place: Place) => void) => useContext(GoContext);
