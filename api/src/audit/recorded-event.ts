import type { AuditEventType, AuditOutcome, AuditTarget, RecordedDecision } from '../kernel/audit-event.js';
import type { Actor, Channel } from '../kernel/request-context.js';
import { endingWords } from './ending-words.js';
import { refusalSummary } from './refusal-words.js';

/** An event as read back. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: AuditEventType;
  readonly outcome: AuditOutcome;
  readonly occurredAt: string;
  readonly recordedAt: Date;
  readonly actor: Actor;
  readonly source: {
    readonly channel: Channel;
    readonly requestId: string;
    readonly sessionId?: string;
    readonly tokenId?: string;
    readonly traceId?: string;
  };
  readonly target?: AuditTarget;
  readonly connectorId?: string;
  readonly offering?: { readonly kind: string; readonly name: string };
  readonly decision?: RecordedDecision;
  readonly change?: { readonly before?: unknown; readonly after?: unknown };
  readonly details?: Readonly<Record<string, unknown>>;
  /** Personal values that were not erased. */
  readonly personal: Readonly<Record<string, string>>;
  /** The event exactly as stored. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the trail can be searched by. */
export interface AuditFilter {
  readonly actorId?: string;
  readonly connectorId?: string;
  readonly offeringName?: string;
  readonly types?: readonly string[];
  readonly outcome?: AuditOutcome;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly targetId?: string;
  readonly traceId?: string;
  readonly search?: string;
}

/** Every type of event, with the sentence the trail shows; `{target}` and `{offering}` are filled in. */
const sentences: Readonly<Record<AuditEventType, string>> = {
  'organization.created': 'Created the organization',
  'session.started': 'Signed in',
  'session.refused': 'Was refused at sign-in',
  'session.ended': 'Signed out',
  'member.joined': 'Joined the organization',
  'member.updated': 'Came with other details or groups from the directory',
  'role.granted': 'Granted a role to {target}',
  'role.revoked': 'Took a role from {target}',
  'group.changed': 'Changed the group {target}',
  'connector.registered': 'Registered {target}',
  'connector.updated': 'Changed {target}',
  'connector.credential_set': 'Changed the credential of {target}',
  'connector.scanned': 'Scanned {target}',
  'connector.revision_changed': 'Found that {target} speaks another protocol revision',
  'connector.published': 'Changed who may use {target}',
  'connector.suspended': 'Suspended {target}',
  'connector.resumed': 'Resumed {target}',
  'connector.retired': 'Retired {target}',
  'contract.approved': 'Approved {offering} as it is',
  'offering.classified': 'Classified {offering}',
  'rule.changed': 'Changed the rule of {offering}',
  'limits.changed': 'Changed limits of {target}',
  'token.issued': 'Created the token {target}',
  'token.revoked': 'Revoked the token {target}',
  'token.refused': 'Was refused with the token {target}',
  'access.refused': 'Was refused what their role does not include',
  'gateway.listed': 'Listed what {target} offers',
  'gateway.call_started': 'Began to call {offering}',
  'gateway.called': 'Called {offering}',
  'gateway.refused': 'Was refused {offering}',
  'gateway.stream_opened': 'Opened a stream',
  'gateway.stream_closed': 'Closed a stream',
  'gateway.subscribed': 'Began to watch {offering}',
  'gateway.unsubscribed': 'Ended watching {offering}',
};

export const auditEventTypes = Object.keys(sentences) as readonly AuditEventType[];

/** What the event says, in a sentence without its actor. */
export function summaryOf(event: RecordedEvent): string {
  if (event.type === 'gateway.refused') return refusalSummary(event);
  const target = event.target?.name ?? event.target?.kind ?? '';
  // Given by functions: what servers call their tools may hold signs that a replacement would read.
  const summary = (sentences[event.type] ?? event.type)
    .replace('{target}', () => target)
    .replace('{offering}', () => event.offering?.name ?? target);
  const why = event.type === 'gateway.called' ? endingWords(event.details) : undefined;
  return why === undefined ? summary : `${summary}: ${why}`;
}
