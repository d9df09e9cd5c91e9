/*
 * What is told of the hours that the store keeps: pure. Times are ms since the epoch, hours are whole ones since then.
 */

export const hourLength = 3_600_000;
export const hourOf = (at: number): number => Math.floor(at / hourLength);

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What happened within an hour; `waiting` and `processed` are by how much the folders grew. */
export interface Hour {
  readonly hour: number;
  readonly arrived: number;
  readonly arrivedBytes: number;
  readonly acquired: number;
  readonly acquiredBytes: number;
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly processed: number;
  readonly processedBytes: number;
}

/** How many messages of an hour took how long; see `delayMiddle`. */
export interface Delays {
  readonly hour: number;
  readonly bucket: number;
  readonly count: number;
}

/** Of what came into its present folder within the hour, what is there; held ones apart. */
export interface Staying {
  readonly hour: number;
  readonly delivery: Amount;
  readonly processed: Amount;
  readonly heldDelivery: Amount;
  readonly heldProcessed: Amount;
}

/** All that the store knows about a time. */
export interface Recorded {
  /** From the first hour asked for on, up to now: those after the last one asked for too. */
  readonly hours: readonly Hour[];
  readonly delays: readonly Delays[];
  /** Hours in which the server ran. */
  readonly awake: readonly number[];
  /** The first hour of which anything is known; null: there is none. */
  readonly since: number | null;
  readonly now: { readonly waiting: Amount; readonly processed: Amount };
}

/** How long it took, in seconds; each told to within 9.1 % of itself. */
interface Spread {
  readonly median: number;
  readonly p95: number;
}

interface Step {
  readonly from: number;
  readonly to: number;
  /** Null: the server did not run, or it is not known. */
  readonly arrived: Amount | null;
  readonly acquired: Amount | null;
  /** Null: none was acquired. */
  readonly delay: Spread | null;
  /** What was held at its end; null: not known. */
  readonly waiting: Amount | null;
  readonly processed: Amount | null;
}

// ── Delays ───────────────────────────────────────────────────────────────────────────────────────

/** Milliseconds in the middle of a bucket, as the store's triggers fill it: what took 2^(b/4) to 2^((b+1)/4) ms. */
const delayMiddle = (bucket: number): number => 2 ** ((bucket + 0.5) / 4);

/** @param counts by bucket */
export const spreadOf = (counts: ReadonlyMap<number, number>): Spread | null => {
  const sorted = [...counts].toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let left = Math.ceil(total * share);
    for (const [bucket, count] of sorted) {
      left -= count;
      if (left <= 0) return Math.round(delayMiddle(bucket)) / 1_000;
    }
    return 0;
  };
  return { median: at(0.5), p95: at(0.95) };
};

// ── Steps ────────────────────────────────────────────────────────────────────────────────────────

/**
 * The whole hours of a time as steps of an hour or of a day, which begins with the first hour that begins within it in `zone`.
 * @param zone an IANA name @throws RangeError if there is none of this name
 */
export const stepsOf = (from: number, to: number, step: 'hour' | 'day', zone: string): { readonly from: number; readonly to: number }[] => {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const steps: { from: number; to: number }[] = [];
  let name = '';
  for (let hour = hourOf(from); hour * hourLength < to; hour += 1) {
    const at = hour * hourLength;
    const own = step === 'hour' ? `${hour}` : date.format(at);
    const last = steps.at(-1);
    if (last && own === name) last.to = at + hourLength;
    else steps.push({ from: at, to: at + hourLength });
    name = own;
  }
  return steps;
};

const add = (a: Amount, count: number, bytes: number): Amount => ({ count: a.count + count, bytes: a.bytes + bytes });
const none: Amount = { count: 0, bytes: 0 };

interface Sum {
  arrived: Amount;
  acquired: Amount;
  waiting: Amount;
  processed: Amount;
  awake: boolean;
  readonly delays: Map<number, number>;
}
const nothing = (): Sum => ({ arrived: none, acquired: none, waiting: none, processed: none, awake: false, delays: new Map() });

const count = (sum: Sum, hour: Hour): void => {
  sum.arrived = add(sum.arrived, hour.arrived, hour.arrivedBytes);
  sum.acquired = add(sum.acquired, hour.acquired, hour.acquiredBytes);
  sum.waiting = add(sum.waiting, hour.waiting, hour.waitingBytes);
  sum.processed = add(sum.processed, hour.processed, hour.processedBytes);
};
const less = (a: Amount, b: Amount): Amount => add(a, -b.count, -b.bytes);

/** No folder held less than nothing: only a clock that was set back makes the hours say so. */
const atLeastNone = ({ count, bytes }: Amount): Amount => ({ count: Math.max(0, count), bytes: Math.max(0, bytes) });

/**
 * What the hours say of each step, in order, and of all of them together.
 * @param at now: what is held is that of the step which it is in, whatever a clock that jumped has dated behind it
 */
export const summarise = (
  steps: readonly { readonly from: number; readonly to: number }[],
  at: number,
  { hours, delays, awake, since, now }: Recorded,
): { steps: Step[]; arrived: Amount; acquired: Amount; delay: Spread | null } => {
  const sums = steps.map(nothing);
  const all = nothing();
  const behind = nothing();
  const sumAt = new Map<number, Sum>();
  for (const [place, { from, to }] of steps.entries())
    for (let hour = hourOf(from); hour < hourOf(to); hour += 1) sumAt.set(hour, sums[place] ?? behind);
  for (const hour of hours) {
    const sum = sumAt.get(hour.hour);
    count(sum ?? behind, hour);
    if (sum) count(all, hour);
  }
  for (const { hour, bucket, count } of delays) {
    const sum = sumAt.get(hour);
    if (!sum) continue;
    sum.delays.set(bucket, (sum.delays.get(bucket) ?? 0) + count);
    all.delays.set(bucket, (all.delays.get(bucket) ?? 0) + count);
  }
  for (const hour of awake) {
    const sum = sumAt.get(hour);
    if (sum) sum.awake = true;
  }
  // Backwards from what is there now.
  let { waiting, processed } = now;
  let ahead = true;
  const told: Step[] = [];
  for (const [place, step] of [...steps.entries()].toReversed()) {
    const sum = sums[place] ?? behind;
    if (ahead && at >= step.to) {
      waiting = less(waiting, behind.waiting);
      processed = less(processed, behind.processed);
      ahead = false;
    }
    const known = since !== null && hourOf(step.to) > since;
    told.push({
      from: step.from,
      to: step.to,
      arrived: sum.awake ? sum.arrived : null,
      acquired: sum.awake ? sum.acquired : null,
      delay: spreadOf(sum.delays),
      waiting: known ? atLeastNone(waiting) : null,
      processed: known ? atLeastNone(processed) : null,
    });
    waiting = less(waiting, sum.waiting);
    processed = less(processed, sum.processed);
  }
  return { steps: told.toReversed(), arrived: all.arrived, acquired: all.acquired, delay: spreadOf(all.delays) };
};

// ── Age ──────────────────────────────────────────────────────────────────────────────────────────

interface Age extends Omit<Staying, 'hour'> {
  /** Seconds; the age at the beginning of the present hour would be `from` to `to`. */
  readonly from: number;
  readonly to: number;
}

/** Seconds. */
const units = [1, 6, 24, 7 * 24, 30 * 24, 365 * 24].map((hours) => hours * 3_600);
const mostAges = 60;

const plus = (a: Amount, b: Amount): Amount => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });

/** How old is what is stored, by equal spans of an hour to a year, of which there are at most sixty (more only of years). */
export const agesOf = (staying: readonly Staying[], now: number): Age[] => {
  // What comes from a clock that was ahead is as young as can be.
  const ageOf = (hour: number): number => Math.max(0, hourOf(now) - hour) * 3_600;
  const oldest = Math.max(0, ...staying.map(({ hour }) => ageOf(hour)));
  const unit = units.find((span) => oldest < span * mostAges) ?? 365 * 86_400;
  const ages: Age[] = Array.from({ length: staying.length === 0 ? 0 : Math.floor(oldest / unit) + 1 }, (_, place) => ({
    from: place * unit,
    to: (place + 1) * unit,
    delivery: none,
    processed: none,
    heldDelivery: none,
    heldProcessed: none,
  }));
  for (const { hour, ...own } of staying) {
    const place = Math.floor(ageOf(hour) / unit);
    const age = ages[place];
    if (!age) continue;
    ages[place] = {
      ...age,
      delivery: plus(age.delivery, own.delivery),
      processed: plus(age.processed, own.processed),
      heldDelivery: plus(age.heldDelivery, own.heldDelivery),
      heldProcessed: plus(age.heldProcessed, own.heldProcessed),
    };
  }
  return ages;
};

/** When the oldest message came that a limit by number leaves, to the hour; null: it removes none. */
export const numberEdge = (staying: readonly Staying[], limit: number | null): number | null => {
  if (limit === null) return null;
  let count = 0;
  for (const { hour, processed } of staying.toSorted((a, b) => b.hour - a.hour)) {
    count += processed.count;
    if (count >= limit && limit > 0) return hour * hourLength;
  }
  return null;
};
