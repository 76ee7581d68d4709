import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abandoned,
  admit,
  closedBreaker,
  failed,
  pauseOf,
  succeeded,
  trialMs,
  type Breaker,
} from './breaker.js';

/** Makes a call that ends at once. */
function call(breaker: Breaker, outcome: 'success' | 'failure', now: number, chance = 0.5): Breaker {
  const admission = admit(breaker, now);
  if (!admission.isAdmitted) return breaker;
  const { next } = admission;
  return outcome === 'success' ? succeeded(next, next.epoch, now) : failed(next, next.epoch, now, chance);
}

function failures(count: number, now: number, breaker = closedBreaker(0)): Breaker {
  return Array.from({ length: count }).reduce<Breaker>((state) => call(state, 'failure', now), breaker);
}

describe('a closed breaker', () => {
  test('opens after five failures in a row', () => {
    expect(failures(4, 0).phase).toBe('closed');
    expect(failures(5, 0).phase).toBe('open');
    expect(failures(4, 0, call(failures(4, 0), 'success', 0)).phase).toBe('closed');
  });

  test('opens when half of ten calls within ten seconds failed', () => {
    const hasOpened = (everyMs: number) => {
      let breaker = closedBreaker(0);
      for (let index = 0; index < 40; index++) {
        breaker = call(breaker, index % 2 === 0 ? 'success' : 'failure', index * everyMs);
      }
      return breaker.epoch > 0;
    };
    expect(hasOpened(100)).toBe(true);
    expect(hasOpened(2_000)).toBe(false);
  });

  test('never opens on answers, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60_000), { maxLength: 200 }), (pauses) => {
        let now = 0;
        let breaker = closedBreaker(now);
        for (const pause of pauses) breaker = call(breaker, 'success', (now += pause));
        expect(breaker.phase).toBe('closed');
      }),
    );
  });
});

describe('an open breaker', () => {
  const open = failures(5, 1_000);
  const until = (breaker: Breaker) => (breaker.phase === 'open' ? breaker.until : Number.NaN);

  test('refuses until its pause is over and says when that is, then lets one call try', () => {
    expect(admit(open, until(open) - 1)).toEqual({ isAdmitted: false, retryAt: until(open) });
    const trial = admit(open, until(open));
    expect(trial.isAdmitted).toBe(true);
    if (!trial.isAdmitted) return;
    expect(admit(trial.next, until(open) + 1).isAdmitted).toBe(false);
    expect(admit(trial.next, until(open) + trialMs).isAdmitted).toBe(true);
    expect(succeeded(trial.next, trial.next.epoch, until(open)).phase).toBe('closed');
    expect(failed(trial.next, trial.next.epoch, until(open), 0).phase).toBe('open');
    const given = abandoned(trial.next, trial.next.epoch, until(open));
    expect(admit(given, until(open)).isAdmitted).toBe(true);
  });

  test('takes no notice of calls that were made before it opened', () => {
    const late = closedBreaker(0).epoch;
    expect(succeeded(open, late, until(open))).toBe(open);
    const trial = admit(open, until(open));
    if (!trial.isAdmitted) throw new Error('No call was let through.');
    expect(succeeded(trial.next, late, until(open))).toBe(trial.next);
    expect(failed(trial.next, late, until(open), 0)).toBe(trial.next);
    expect(abandoned(trial.next, late, until(open))).toBe(trial.next);
  });

  test('stays open longer each time, up to a minute, and anywhere between half of it and all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (times, chance) => {
          let breaker: Breaker = failures(5, 0);
          for (let time = 0; time < times; time++) {
            const now = until(breaker);
            breaker = call(breaker, 'failure', now, chance);
            const pause = until(breaker) - now;
            expect(pause).toBeGreaterThanOrEqual(pauseOf(breaker.level) / 2);
            expect(pause).toBeLessThanOrEqual(pauseOf(breaker.level));
            expect(pause).toBeLessThanOrEqual(60_000);
          }
          expect(breaker.level).toBe(times);
        },
      ),
    );
  });

  test('begins with the shortest pause again once it was closed for a minute, and not before', () => {
    const again = (afterMs: number) => {
      const reopened = call(open, 'failure', until(open));
      const now = until(reopened);
      return failures(5, now + afterMs, call(reopened, 'success', now)).level;
    };
    expect(again(59_000)).toBe(2);
    expect(again(60_000)).toBe(0);
  });

  test('is not kept open by a clock that is set back', () => {
    expect(admit(open, -3_600_000).isAdmitted).toBe(true);
  });
});

test('whatever happens: while it is not closed, calls are let through one at a time, and success closes it', () => {
  const step = fc.record({
    waitMs: fc.nat(20_000),
    outcome: fc.constantFrom('success', 'failure', 'abandoned', 'pending'),
    isLate: fc.boolean(),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      let now = 0;
      let breaker = closedBreaker(now);
      let lastTrial = Number.NEGATIVE_INFINITY;
      const pending: number[] = [];
      for (const { waitMs, outcome, isLate, chance } of steps) {
        now += waitMs;
        const wasClosed = breaker.phase === 'closed';
        const isOver = breaker.phase === 'open' && now >= breaker.until;
        const admission = admit(breaker, now);
        if (wasClosed) expect(admission.isAdmitted).toBe(true);
        if (breaker.phase === 'open') expect(admission.isAdmitted).toBe(isOver);
        if (!admission.isAdmitted) {
          expect(admission.retryAt).toBeGreaterThan(now);
          continue;
        }
        breaker = admission.next;
        if (!wasClosed) {
          expect(breaker.phase).toBe('half_open');
          if (!isOver) expect(now - lastTrial).toBeGreaterThanOrEqual(trialMs);
          lastTrial = now;
        }
        if (outcome === 'pending') {
          pending.push(breaker.epoch);
          continue;
        }
        const epoch = isLate ? (pending.shift() ?? breaker.epoch) : breaker.epoch;
        const before = breaker;
        if (outcome === 'success') breaker = succeeded(breaker, epoch, now);
        if (outcome === 'failure') breaker = failed(breaker, epoch, now, chance);
        if (outcome === 'abandoned') breaker = abandoned(breaker, epoch, now);
        if (epoch !== before.epoch) expect(breaker).toBe(before);
        else if (outcome === 'success') expect(breaker.phase).toBe('closed');
      }
    }),
  );
});
