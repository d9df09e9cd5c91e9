import { vi } from 'vitest';

/** What the look gives as soon as that is something; for what tells no event. @throws after 20 s */
export const waitUntil = <T>(look: () => T | Promise<T>) => vi.waitUntil(look, { timeout: 20_000, interval: 20 });
