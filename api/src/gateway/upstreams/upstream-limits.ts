/** What one connector may take of this process. */
export interface UpstreamLimits {
  /** Calls under way at one connector, unless it says otherwise. */
  readonly concurrentCalls: number;
  /** Calls of one connector that wait for others to end. */
  readonly waitingCalls: number;
  /** Milliseconds they wait at most. */
  readonly waitMs: number;
  /** Milliseconds before what never left is sent once more. */
  readonly retryPauseMs: number;
  /** Age at which it is looked again how a server speaks. */
  readonly verdictHorizonMs: number;
  /** Milliseconds after a look during which no other is made, whatever the server does. */
  readonly verdictRestMs: number;
  /** How often health is written. */
  readonly healthEveryMs: number;
  /** Milliseconds without a call after which Castellan itself asks a published server; 0 never. */
  readonly probeAfterMs: number;
  /** How often it is looked whom to ask, and about as often a server that failed is asked again. */
  readonly probeEveryMs: number;
  /** Milliseconds a server has to answer a probe. */
  readonly probeMs: number;
  /** Servers of all organizations that are asked in one such look at most. */
  readonly probesAtOnce: number;
}

/** Injection token of the limits. */
export const UPSTREAM_LIMITS = Symbol('UpstreamLimits');

export const defaultUpstreamLimits: UpstreamLimits = {
  concurrentCalls: 256,
  waitingCalls: 256,
  waitMs: 3_000,
  retryPauseMs: 100,
  verdictHorizonMs: 24 * 60 * 60_000,
  verdictRestMs: 30_000,
  healthEveryMs: 15_000,
  probeAfterMs: 5 * 60_000,
  probeEveryMs: 20_000,
  probeMs: 10_000,
  probesAtOnce: 64,
};
