import type { AccountInfo, Status } from '../protocol/bridge.ts';

export const segmentNames = ['protected', 'unread', 'kept', 'overwritable', 'free'] as const;
export type SegmentName = (typeof segmentNames)[number];

export interface Segment {
  readonly name: SegmentName;
  /** In the unit of the cap. */
  readonly amount: number;
  /** 0 to 1 of the bar. */
  readonly share: number;
}

export interface Meter {
  readonly segments: readonly Segment[];
  readonly used: number;
  readonly limit: number;
}

/** How the cap is taken, in the order of the bar; with a cap that was lowered the bar is what is held. */
export const meterOf = (tally: Status['tally'], settings: Pick<AccountInfo, 'cap' | 'overwriteRead'>): Meter => {
  const { unit, limit } = settings.cap;
  const of = (state: keyof Status['tally']): number => (unit === 'messages' ? tally[state].count : tally[state].bytes);
  const used = of('protected') + of('unread') + of('read') + of('deleted');
  const amounts: Record<SegmentName, number> = {
    protected: of('protected'),
    unread: of('unread'),
    kept: settings.overwriteRead ? 0 : of('read'),
    overwritable: of('deleted') + (settings.overwriteRead ? of('read') : 0),
    free: Math.max(0, limit - used),
  };
  const whole = Math.max(limit, used, 1);
  return { segments: segmentNames.map((name) => ({ name, amount: amounts[name], share: amounts[name] / whole })), used, limit };
};
