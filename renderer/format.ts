/** How sizes, numbers, times and spans are written; pure, so that a test can say the clock and the zone. */
export interface Format {
  number(value: number): string;
  /** With one decimal while it is below ten. */
  short(value: number): string;
  /** Decimal, as the cap counts: 999 B, 1.2 kB, 48 kB, 3.1 MB. */
  bytes(value: number): string;
  /** Of the day. */
  time(at: number): string;
  /** As short as it stays clear: the time today, the weekday within a week, the date before. */
  shortTime(at: number, now: number): string;
  fullTime(at: number): string;
  /** With seconds. */
  clock(at: number): string;
  date(at: number, now: number): string;
  /** "30 days", "12 hours". */
  age(seconds: number): string;
  /** How long something took, in its two largest units: "2 hr, 5 min"; nothing below a second. */
  span(ms: number): string;
}

export const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** The unit that a size is written in, and how many bytes it stands for. */
export const byteUnit = (bytes: number): { name: (typeof byteUnits)[number]; size: number } => {
  let size = 1;
  for (const name of byteUnits) {
    // 999.5 kB would be written as 1000 kB: it belongs to the next unit.
    if (bytes < size * 999.5 || name === 'TB') return { name, size };
    size *= 1_000;
  }
  return { name: 'TB', size };
};

const ageUnits = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
export type AgeUnit = (typeof ageUnits)[number][0];
export const secondsIn: Readonly<Record<AgeUnit, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };

/** An age in the largest unit that says it exactly. */
export const splitAge = (seconds: number): { value: number; unit: AgeUnit } => {
  const [unit, size] = ageUnits.find(([, s]) => seconds % s === 0) ?? ['second', 1];
  return { value: seconds / size, unit };
};

/** No line ends between a time and its half of the day. */
const halved = (time: string): string => time.replace(/ (?=[AP]M$)/i, '\u00a0');

export const createFormat = (locale: string, timeZone?: string): Format => {
  const zone = timeZone === undefined ? {} : { timeZone };
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const short = (value: number): string => (value < 9.95 ? tenth : whole).format(value);
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', ...zone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', ...zone });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const dated = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone });
  const full = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...zone,
  });
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', second: '2-digit', ...zone });
  // Made once: to make one takes longer than to draw the row that asks.
  const iso = new Intl.DateTimeFormat('sv-SE', zone);
  const year = (at: number): string => iso.format(at).slice(0, 4);
  const date = (at: number, now: number): string => (year(at) === year(now) ? day : dated).format(at);
  const ages = new Map(ageUnits.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })]));
  const spans = ageUnits.map(
    ([unit, size]) => [new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }), size] as const,
  );
  const together = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  return {
    number: (value) => whole.format(value),
    short,
    bytes: (value) => {
      const { name, size } = byteUnit(value);
      return `${short(value / size)}\u00a0${name}`;
    },
    time: (at) => halved(time.format(at)),
    shortTime: (at, now) => {
      if (iso.format(at) === iso.format(now)) return halved(time.format(at));
      return at < now && now - at < 6 * 86_400_000 ? weekday.format(at) : date(at, now);
    },
    fullTime: (at) => halved(full.format(at)),
    clock: (at) => halved(clock.format(at)),
    date,
    age: (seconds) => {
      const { value, unit } = splitAge(seconds);
      return ages.get(unit)?.format(value) ?? `${value}`;
    },
    span: (ms) => {
      let left = Math.floor(Math.max(0, ms) / 1_000);
      const first = spans.findIndex(([, size]) => left >= size);
      const parts = spans.slice(first, first + 2).map(([unit, size]) => {
        const value = Math.floor(left / size);
        left %= size;
        return value > 0 ? unit.format(value) : '';
      });
      return first < 0 ? '' : together.format(parts.filter((part) => part !== ''));
    },
  };
};
