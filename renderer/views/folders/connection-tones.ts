import type { Connection } from '../../../protocol/bridge.ts';

/** How a line about an account that needs an eye is shown. */
export const connectionTones: Partial<Record<Connection['kind'], 'full' | 'danger'>> = {
  full: 'full',
  refused: 'danger',
  failing: 'danger',
};
