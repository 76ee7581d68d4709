import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { JsonScalar } from '../platform/graphql/json.scalar.js';
import { RefusalType } from '../platform/graphql/refusal.type.js';
import type { Classification } from './classification.js';
import type { ContractState, OfferingKind } from './contract.js';

export const OfferingKindType = {
  TOOL: 'tool',
  RESOURCE: 'resource',
  RESOURCE_TEMPLATE: 'resource_template',
  PROMPT: 'prompt',
  INSTRUCTIONS: 'instructions',
} as const satisfies Record<string, OfferingKind>;
registerEnumType(OfferingKindType, { name: 'OfferingKind' });

export const ClassificationType = {
  READ: 'read',
  WRITE: 'write',
  DESTRUCTIVE: 'destructive',
} as const satisfies Record<string, Classification>;
registerEnumType(ClassificationType, {
  name: 'Classification',
  description: "The organization's own judgement of what using an offering does.",
});

export const ContractStateType = {
  NEW: 'new',
  APPROVED: 'approved',
  CHANGED: 'changed',
  GONE: 'gone',
} as const satisfies Record<string, ContractState>;
registerEnumType(ContractStateType, {
  name: 'ContractState',
  valuesMap: {
    NEW: { description: 'Never approved.' },
    CHANGED: { description: 'The server offers something else than was approved; held.' },
    GONE: { description: 'Approved, and not seen by the last scan.' },
  },
});

export const TransportType = { STREAMABLE_HTTP: 'streamable-http', HTTP_SSE: 'http-sse' } as const;
registerEnumType(TransportType, { name: 'Transport' });

export const ScanStatusType = { RUNNING: 'running', SUCCEEDED: 'succeeded', FAILED: 'failed' } as const;
registerEnumType(ScanStatusType, { name: 'ScanStatus' });

export const StepStatusType = {
  WAITING: 'waiting',
  RUNNING: 'running',
  DONE: 'done',
  FAILED: 'failed',
} as const;
registerEnumType(StepStatusType, { name: 'StepStatus' });

@ObjectType('Finding', { description: 'Something a look at a definition noticed: a help, never a decision.' })
export class FindingType {
  @Field(() => String)
  readonly rule!: string;

  @Field(() => String, { description: 'notice, warning or high.' })
  readonly severity!: string;

  @Field(() => String, { description: 'JSON Pointer into the definition.' })
  readonly field!: string;

  @Field(() => String)
  readonly excerpt!: string;

  @Field(() => String)
  readonly explanation!: string;
}

@ObjectType('FieldChange', {
  description: 'One place where the live definition differs from the approved one.',
})
export class FieldChangeType {
  @Field(() => String, { description: 'JSON Pointer into the definition.' })
  readonly path!: string;

  @Field(() => String, { description: 'added, removed or changed.' })
  readonly kind!: string;

  @Field(() => JsonScalar, { nullable: true })
  readonly before?: unknown;

  @Field(() => JsonScalar, { nullable: true })
  readonly after?: unknown;
}

@ObjectType('FoundOffering', { description: 'An offering as a scan found it.' })
export class FoundOfferingType {
  @Field(() => OfferingKindType)
  readonly kind!: OfferingKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  readonly title!: string | null;

  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Field(() => String)
  readonly hash!: string;

  @Field(() => ClassificationType, { description: 'A suggestion.' })
  readonly classification!: Classification;

  @Field(() => JsonScalar)
  readonly definition!: unknown;

  @Field(() => [FindingType])
  readonly findings!: readonly FindingType[];
}

@ObjectType('RefusedOffering', { description: 'An offering that the scan left out, and why.' })
export class RefusedOfferingType {
  @Field(() => OfferingKindType)
  readonly kind!: OfferingKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly code!: string;

  @Field(() => String)
  readonly explanation!: string;
}

@ObjectType('ScanStep')
export class ScanStepType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => StepStatusType)
  readonly status!: string;

  @Field(() => String, { nullable: true })
  readonly detail!: string | null;
}

@ObjectType('Scan', { description: 'One look at what a server offers now.' })
export class ScanType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ScanStatusType)
  readonly status!: string;

  @Field(() => String)
  readonly url!: string;

  @Field(() => GraphQLISODateTime)
  readonly startedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  readonly finishedAt!: Date | null;

  @Field(() => [ScanStepType])
  readonly steps!: readonly ScanStepType[];

  @Field(() => RefusalType, { nullable: true })
  readonly failure!: RefusalType | null;

  @Field(() => String, { nullable: true })
  readonly protocolRevision!: string | null;

  @Field(() => TransportType, { nullable: true })
  readonly transport!: string | null;

  @Field(() => String, { nullable: true })
  readonly serverName!: string | null;

  @Field(() => String, { nullable: true })
  readonly serverVersion!: string | null;

  @Field(() => [RefusedOfferingType])
  readonly refused!: readonly RefusedOfferingType[];

  @Field(() => Int)
  readonly added!: number;

  @Field(() => Int)
  readonly removed!: number;

  @Field(() => Int)
  readonly changed!: number;
}

@ObjectType('Offering', {
  description: 'One thing a connector offers: a tool, a resource or template, a prompt.',
})
export class OfferingType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => OfferingKindType)
  readonly kind!: OfferingKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  readonly title!: string | null;

  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Field(() => ClassificationType)
  readonly classification!: Classification;

  @Field(() => ContractStateType)
  readonly contractState!: ContractState;

  @Field(() => String, { nullable: true })
  readonly liveHash!: string | null;

  @Field(() => String, { nullable: true })
  readonly approvedHash!: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  readonly approvedAt!: Date | null;

  @Field(() => JsonScalar, { nullable: true })
  readonly liveDefinition!: unknown;

  @Field(() => JsonScalar, { nullable: true })
  readonly approvedDefinition!: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What the server claims of itself. Never decides anything.',
  })
  readonly annotations!: unknown;

  @Field(() => [FieldChangeType], { description: 'From the approved definition to the live one.' })
  readonly changes!: readonly FieldChangeType[];

  @Field(() => [FindingType])
  readonly findings!: readonly FindingType[];

  /** For field resolvers. */
  readonly connectorId!: string;
  readonly approverId!: string | null;
  readonly classifierId!: string | null;
}
