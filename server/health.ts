import type { ApiHealth } from '../protocol/api.ts';

/** What the store says of itself. */
export interface StoreCondition {
  readonly state: 'open' | 'full' | 'damaged';
  readonly integrity: ApiHealth['checks']['integrity'];
  /** The server ends. */
  readonly stopping: boolean;
}

/**
 * Whether the server can do its work. A full disk leaves it ready: devices still take messages away, which is how the
 * disk gets room again, and whoever took the server out of service would stop just that.
 */
export const judgeHealth = ({ state, integrity, stopping }: StoreCondition): ApiHealth => ({
  status: stopping || state === 'damaged' ? 'not-ready' : 'ready',
  intake: state === 'open' && !stopping,
  // What was found holds from the moment on that it was found, while the check still puts its things away.
  checks: { store: stopping ? 'stopping' : state, integrity: state === 'damaged' ? 'damaged' : integrity },
});
