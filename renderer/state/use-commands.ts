import { useApp } from './app.ts';
import type { Acts } from './commands.ts';
import { useOffer } from './offer.ts';

/** Offers acts while the view is shown; those that are undefined are not possible now. */
export const useCommands = (acts: Acts): void => useOffer(useApp().commands, acts);
