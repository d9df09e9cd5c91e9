import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClockWatch } from '#restante/server/clock';
import { limits } from '#restante/server/limits';

const time = fc.integer({ min: 1, max: 4e12 });

it('a clock is trusted as long as it goes like the monotonic one, and was not far ahead at the start', () => {
  fc.assert(
    fc.property(time, time, fc.integer({ min: -1e10, max: 1e10 }), fc.option(time, { nil: undefined }), (wall, passed, drift, newest) => {
      let [now, elapsed] = [wall, 0];
      const trusted = createClockWatch({ now: () => now, newest, elapsed: () => elapsed });
      const late = newest !== undefined && wall - newest > limits.clockGap;
      expect(trusted()).toBe(!late);
      now += passed + drift;
      elapsed += passed;
      expect(trusted()).toBe(!late && Math.abs(drift) <= limits.clockDrift);
    }),
  );
});
