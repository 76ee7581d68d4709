/**
 * Whether a connector is called at all: closed lets every call through, open none, half open one at a time.
 *
 * Pure: time and chance come from outside, and every step returns the next state. An outcome belongs to the state its
 * call was admitted in: one that comes late changes nothing.
 */
export type Breaker = Closed | Open | HalfOpen;

interface Common {
  /** Grows with each change of phase, so that late outcomes are known. */
  readonly epoch: number;
  /** How often it opened in a row; each time it stays open longer. */
  readonly level: number;
}

interface Closed extends Common {
  readonly phase: 'closed';
  readonly since: number;
  /** Failures since the last success. */
  readonly streak: number;
  /** Outcomes of the present period. */
  readonly periodSince: number;
  readonly calls: number;
  readonly failures: number;
}

interface Open extends Common {
  readonly phase: 'open';
  readonly until: number;
}

interface HalfOpen extends Common {
  readonly phase: 'half_open';
  /** When the call that tries was let through. */
  readonly triedAt: number;
}

/** What is asked before a call: whether it may be made, or when to try again. */
export type Admission =
  | { readonly isAdmitted: true; readonly next: Breaker }
  | { readonly isAdmitted: false; readonly retryAt: number };

const streakToOpen = 5;
const periodMs = 10_000;
const callsToJudge = 10;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Closed for this long, a breaker begins with the shortest pause again. */
const recoveredAfterMs = 60_000;
/** A trial that takes longer does not keep everybody waiting: another one is let through. */
export const trialMs = 10_000;

/** A breaker that has seen nothing. */
export function closedBreaker(now: number): Breaker {
  return closed(0, 0, now);
}

/** Whether a call may be made now. A clock that was set back does not keep anybody out. */
export function admit(breaker: Breaker, now: number): Admission {
  switch (breaker.phase) {
    case 'closed':
      return { isAdmitted: true, next: breaker };
    case 'open':
      return now < breaker.until && breaker.until - now <= longestPauseMs
        ? { isAdmitted: false, retryAt: breaker.until }
        : trial(breaker, now);
    case 'half_open': {
      const retryAt = breaker.triedAt + trialMs;
      return now < retryAt && now >= breaker.triedAt ? { isAdmitted: false, retryAt } : trial(breaker, now);
    }
  }
}

/** The server answered the call that was admitted in this epoch, whatever it said. */
export function succeeded(breaker: Breaker, epoch: number, now: number): Breaker {
  if (epoch !== breaker.epoch || breaker.phase === 'open') return breaker;
  if (breaker.phase === 'half_open') return closed(breaker.epoch + 1, breaker.level, now);
  return counted(breaker, false, now);
}

/** The call that was admitted in this epoch did not reach the server, or the server did not answer it. */
export function failed(breaker: Breaker, epoch: number, now: number, chance: number): Breaker {
  if (epoch !== breaker.epoch || breaker.phase === 'open') return breaker;
  if (breaker.phase === 'half_open') return opened(breaker, breaker.level + 1, now, chance);
  const next = counted(breaker, true, now);
  const isMostly = next.calls >= callsToJudge && next.failures * 2 >= next.calls;
  if (next.streak < streakToOpen && !isMostly) return next;
  const hasRecovered = now - breaker.since >= recoveredAfterMs;
  return opened(breaker, breaker.epoch === 0 || hasRecovered ? 0 : breaker.level + 1, now, chance);
}

/** The call that was admitted in this epoch was given up by its caller: a trial is for the next one to make. */
export function abandoned(breaker: Breaker, epoch: number, now: number): Breaker {
  if (epoch !== breaker.epoch || breaker.phase !== 'half_open') return breaker;
  return { phase: 'open', epoch: breaker.epoch + 1, level: breaker.level, until: now };
}

/** The longest pause of a level; the shortest is half of it, so that processes do not come back all at once. */
export function pauseOf(level: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(level, 16), longestPauseMs);
}

function trial({ epoch, level }: Breaker, now: number): Admission {
  return { isAdmitted: true, next: { phase: 'half_open', epoch: epoch + 1, level, triedAt: now } };
}

function opened({ epoch }: Breaker, level: number, now: number, chance: number): Open {
  const pause = pauseOf(level);
  return {
    phase: 'open',
    epoch: epoch + 1,
    level,
    until: now + Math.round(pause / 2 + (pause / 2) * chance),
  };
}

function closed(epoch: number, level: number, now: number): Closed {
  return { phase: 'closed', epoch, level, since: now, streak: 0, periodSince: now, calls: 0, failures: 0 };
}

function counted(breaker: Closed, hasFailed: boolean, now: number): Closed {
  const isOver = now - breaker.periodSince >= periodMs;
  const { periodSince, calls, failures } = isOver ? { periodSince: now, calls: 0, failures: 0 } : breaker;
  return {
    ...breaker,
    streak: hasFailed ? breaker.streak + 1 : 0,
    periodSince,
    calls: calls + 1,
    failures: failures + (hasFailed ? 1 : 0),
  };
}
