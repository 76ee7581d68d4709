import type { ExchangeStep } from './timeline.js';

/** What is logged of an HTTP exchange of the control plane: a closed set, in which no secret has a place. */
export interface ExchangeFacts {
  readonly requestId: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

/** How an exchange of the gateway ended. `refused`: it was not let through. `failed`: it was, and did not work. */
export type ExchangeOutcome = 'answered' | 'refused' | 'failed';

/**
 * What is logged and traced of an exchange of the gateway: a closed set, in which neither a secret nor anything a
 * caller put into arguments has a place. Names are those of the policy, never those a caller asked for in vain.
 */
export interface GatewayExchangeFacts {
  readonly requestId: string;
  readonly traceId: string;
  readonly organizationId: string | undefined;
  readonly organization: string | undefined;
  readonly connectorId: string | undefined;
  readonly connector: string | undefined;
  readonly memberId: string | undefined;
  readonly tokenId: string | undefined;
  readonly method: string;
  readonly offeringKind: string | undefined;
  readonly offering: string | undefined;
  readonly effect: 'allow' | 'deny' | undefined;
  readonly rule: string | undefined;
  readonly policyVersion: number | undefined;
  readonly outcome: ExchangeOutcome;
  readonly code: string | undefined;
  readonly status: number;
  readonly era: string | undefined;
  readonly revision: string | undefined;
  readonly upstreamEra: string | undefined;
  readonly upstreamRevision: string | undefined;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly durationMs: number;
  /** Milliseconds by step. */
  readonly steps: Readonly<Partial<Record<ExchangeStep, number>>>;
}
