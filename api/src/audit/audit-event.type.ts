import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { AuditOutcome } from '../kernel/audit-event.js';
import { connectionOf } from '../platform/graphql/connection.type.js';
import { JsonScalar } from '../platform/graphql/json.scalar.js';
import { summaryOf, type AuditFilter, type RecordedEvent } from './recorded-event.js';

export const AuditOutcomeType = {
  SUCCESS: 'success',
  DENIED: 'denied',
  FAILURE: 'failure',
} as const satisfies Record<string, AuditOutcome>;
registerEnumType(AuditOutcomeType, { name: 'AuditOutcome' });

@ObjectType('AuditEvent', { description: 'One recorded fact.' })
export class AuditEventType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly type!: string;

  @Field(() => AuditOutcomeType)
  readonly outcome!: AuditOutcome;

  @Field(() => GraphQLISODateTime)
  readonly recordedAt!: Date;

  @Field(() => GraphQLISODateTime)
  readonly occurredAt!: Date;

  @Field(() => String, { description: 'What happened, in a sentence without its actor.' })
  readonly summary!: string;

  @Field(() => String, { description: 'member, system or operator.' })
  readonly actorKind!: string;

  @Field(() => [String], { description: 'Roles held when it happened.' })
  readonly actorRoles!: readonly string[];

  @Field(() => String, { nullable: true })
  readonly offeringKind!: string | null;

  @Field(() => String, { nullable: true })
  readonly offeringName!: string | null;

  @Field(() => String, { nullable: true })
  readonly targetKind!: string | null;

  @Field(() => String, { nullable: true })
  readonly targetId!: string | null;

  @Field(() => String, { nullable: true })
  readonly targetName!: string | null;

  @Field(() => String, { nullable: true, description: 'allow or deny.' })
  readonly decisionEffect!: string | null;

  @Field(() => String, { nullable: true, description: 'The rule, or whatever else decided.' })
  readonly decisionRule!: string | null;

  @Field(() => String, { nullable: true })
  readonly decisionReason!: string | null;

  @Field(() => Int, { nullable: true })
  readonly policyVersion!: number | null;

  @Field(() => String, { nullable: true })
  readonly contractHash!: string | null;

  @Field(() => String)
  readonly requestId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The W3C trace it happened in, as in logs. Only what goes through the gateway has one.',
  })
  readonly traceId!: string | null;

  @Field(() => String, { description: 'console, api, gateway, cli or worker.' })
  readonly channel!: string;

  @Field(() => String, { nullable: true, description: 'Personal: empty once erased.' })
  readonly sourceAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'Personal: empty once erased.' })
  readonly userAgent!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason a person gave. Personal: empty once erased.',
  })
  readonly reason!: string | null;

  @Field(() => ID, { nullable: true })
  readonly tokenId!: string | null;

  @Field(() => String, { nullable: true, description: 'What the AI client calls itself.' })
  readonly clientName!: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'before and after.' })
  readonly change!: unknown;

  @Field(() => JsonScalar, { nullable: true })
  readonly details!: unknown;

  @Field(() => JsonScalar, { description: 'The event exactly as stored.' })
  readonly body!: unknown;

  /** For field resolvers. */
  readonly actorId!: string;
  readonly connectorId!: string | null;
}

export const AuditEventConnectionType = connectionOf('AuditEvent', () => AuditEventType);

export function auditEventType(event: RecordedEvent): AuditEventType {
  const client = event.details?.['clientName'] ?? event.personal['clientName'];
  return Object.assign(new AuditEventType(), {
    id: event.id,
    type: event.type,
    outcome: event.outcome,
    recordedAt: event.recordedAt,
    occurredAt: new Date(event.occurredAt),
    summary: summaryOf(event),
    actorKind: event.actor.kind,
    actorRoles: event.actor.roles,
    offeringKind: event.offering?.kind ?? null,
    offeringName: event.offering?.name ?? null,
    targetKind: event.target?.kind ?? null,
    targetId: event.target?.id ?? null,
    targetName: event.target?.name ?? null,
    decisionEffect: event.decision?.effect ?? null,
    decisionRule: event.decision?.rule ?? null,
    decisionReason: event.decision?.reason ?? null,
    policyVersion: event.decision?.policyVersion ?? null,
    contractHash: event.decision?.contractHash ?? null,
    requestId: event.source.requestId,
    traceId: event.source.traceId ?? null,
    channel: event.source.channel,
    sourceAddress: event.personal['sourceAddress'] ?? null,
    userAgent: event.personal['userAgent'] ?? null,
    reason: event.personal['reason'] ?? null,
    tokenId: event.source.tokenId ?? null,
    clientName: typeof client === 'string' ? client : null,
    change: event.change ?? null,
    details: event.details ?? null,
    body: event.body,
    actorId: event.actor.id,
    connectorId: event.connectorId ?? null,
  });
}

@InputType('AuditFilter')
export class AuditFilterInput {
  @Field(() => ID, { nullable: true })
  readonly actorId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly connectorId?: string | null;

  @Field(() => String, { nullable: true })
  readonly offeringName?: string | null;

  @Field(() => [String], { nullable: true })
  readonly types?: string[] | null;

  @Field(() => AuditOutcomeType, { nullable: true })
  readonly outcome?: AuditOutcome | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Inclusive.' })
  readonly from?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Exclusive.' })
  readonly to?: Date | null;

  @Field(() => ID, { nullable: true })
  readonly targetId?: string | null;

  @Field(() => String, { nullable: true, description: '32 hexadecimal digits.' })
  readonly traceId?: string | null;

  @Field(() => String, { nullable: true })
  readonly search?: string | null;
}

/** The filter without what was not given. */
export function auditFilter(input: AuditFilterInput | null | undefined): AuditFilter {
  return Object.fromEntries(
    Object.entries(input ?? {}).filter(([, value]) => value !== null && value !== undefined),
  );
}
