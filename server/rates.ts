/*
 * Token buckets: so many at once, and so many more as time goes by. Times are ms of one monotonic clock.
 */

/** How often something may happen. */
export interface Rate {
  /** So many within a window, and so many at once after a pause. */
  readonly count: number;
  /** ms in which they come back. */
  readonly window: number;
}

/** Each ms brings `count`, each time costs `window`: whole numbers, so that nothing is rounded away. */
export interface Bucket {
  /** From 0 to `count * window`. */
  readonly credit: number;
  readonly at: number;
}

/** `retryAfter`: ms until the next one is allowed. */
export type Decision = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly retryAfter: number };

const allowed: Decision = { kind: 'allowed' };

/** Takes one out of a bucket; `undefined` is a full one. What is refused takes nothing, and a step back of the clock gives nothing. */
export const take = (rate: Rate, before: Bucket | undefined, now: number): { bucket: Bucket; decision: Decision } => {
  const { count, window } = rate;
  const full = count * window;
  const credit = before ? Math.min(full, before.credit + Math.max(0, now - before.at) * count) : full;
  return credit >= window
    ? { bucket: { credit: credit - window, at: now }, decision: allowed }
    : { bucket: { credit, at: now }, decision: { kind: 'refused', retryAfter: Math.ceil((window - credit) / count) } };
};

/** One bucket for each key. */
export interface Limiter {
  take(key: string): Decision;
}

/**
 * Remembers the `keys` that came last and forgets the others, as if they had never come: memory stays bounded, and
 * whoever has more keys than that is not held by any of them.
 */
export const createLimiter = (rate: Rate, keys: number, now: () => number): Limiter => {
  const buckets = new Map<string, Bucket>();
  return {
    take(key) {
      const { bucket, decision } = take(rate, buckets.get(key), now());
      // A Map keeps the order in which keys were set: the first is the one that has been away longest.
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > keys && oldest !== undefined) buckets.delete(oldest);
      return decision;
    },
  };
};

/** The groups of eight in an IPv6 address, as they are written; what `::` stands for is filled in. */
const groupsOf = (address: string): string[] => {
  const [before = '', after] = address.split('::');
  const [left, right] = [before, after ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  if (!left || !right || after === undefined) return left ?? [];
  return [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
};

/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 one, of which a single machine has
 * 2^64 addresses to choose from.
 */
export const clientKey = (address: string | undefined): string => {
  const plain = (address ?? '')
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
  return plain.includes(':')
    ? `${groupsOf(plain)
        .slice(0, 4)
        .map((group) => group.replace(/^0+(?=.)/, ''))
        .join(':')}::/64`
    : plain;
};

/** The rates of the doors. HTTP and SMTP share them. */
export interface Rates {
  /** Failed authentications, by client address. */
  readonly failures: Limiter;
  /** Submissions, by token; by client address where none is asked for. */
  readonly submissions: Limiter;
}
