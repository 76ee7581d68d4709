/** Families of events, the first word of every event type. */
export type AuditEventType =
  | 'organization.created'
  | 'session.started'
  | 'session.refused'
  | 'session.ended'
  | 'member.joined'
  | 'member.updated'
  | 'role.granted'
  | 'role.revoked'
  | 'group.changed'
  | 'connector.registered'
  | 'connector.updated'
  | 'connector.credential_set'
  | 'connector.scanned'
  | 'connector.revision_changed'
  | 'connector.published'
  | 'connector.suspended'
  | 'connector.resumed'
  | 'connector.retired'
  | 'contract.approved'
  | 'offering.classified'
  | 'rule.changed'
  | 'limits.changed'
  | 'token.issued'
  | 'token.revoked'
  | 'token.refused'
  | 'access.refused'
  | 'gateway.listed'
  | 'gateway.call_started'
  | 'gateway.called'
  | 'gateway.refused'
  | 'gateway.stream_opened'
  | 'gateway.stream_closed'
  | 'gateway.subscribed'
  | 'gateway.unsubscribed';

/** How the recorded act ended. `denied`: the rules said no. `failure`: it was allowed and did not work. */
export type AuditOutcome = 'success' | 'denied' | 'failure';

/** What an event is about. */
export interface AuditTarget {
  readonly kind:
    | 'organization'
    | 'connector'
    | 'offering'
    | 'publication'
    | 'rule'
    | 'token'
    | 'member'
    | 'group'
    | 'session'
    | 'scan';
  readonly id: string;
  readonly name?: string;
}

/** What was decided: the policy's answer, or what refused a request that the policy allows. */
export interface RecordedDecision {
  readonly effect: 'allow' | 'deny';
  /** What decided, in words. */
  readonly rule: string;
  readonly reason: string;
  readonly policyVersion: number;
  readonly contractHash?: string;
}

/**
 * A fact to be recorded. Every field here is public inside the organization; personal values go into `personal`,
 * which is stored beside the event so that it can be erased without breaking a proof. Secrets have no place at all.
 */
export interface AuditEventDraft {
  readonly type: AuditEventType;
  readonly outcome: AuditOutcome;
  readonly target?: AuditTarget;
  readonly connectorId?: string;
  readonly offering?: { readonly kind: string; readonly name: string };
  readonly decision?: RecordedDecision;
  /** The W3C trace it happened in. */
  readonly traceId?: string;
  readonly change?: { readonly before?: unknown; readonly after?: unknown };
  /** Public facts of this event type: codes, counts, durations in milliseconds, hashes. Never argument values. */
  readonly details?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  readonly personal?: Readonly<Record<string, string>>;
}
