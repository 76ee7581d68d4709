import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TransportType } from '../contracts/contract.type.js';
import { connectionOf } from '../platform/graphql/connection.type.js';
import type { ChangeHandling, Connector, ConnectorState, DataClass, Transport } from './connector.js';

export const ConnectorStateType = {
  DRAFT: 'draft',
  PUBLISHED: 'published',
  SUSPENDED: 'suspended',
  RETIRED: 'retired',
} as const satisfies Record<string, ConnectorState>;
registerEnumType(ConnectorStateType, { name: 'ConnectorState' });

export const DataClassType = {
  PUBLIC: 'public',
  INTERNAL: 'internal',
  CONFIDENTIAL: 'confidential',
  RESTRICTED: 'restricted',
} as const satisfies Record<string, DataClass>;
registerEnumType(DataClassType, { name: 'DataClass' });

export const ChangeHandlingType = {
  HOLD: 'hold',
  APPROVE: 'approve',
  OFFER: 'offer',
} as const satisfies Record<string, ChangeHandling>;
registerEnumType(ChangeHandlingType, {
  name: 'ChangeHandling',
  description: 'What becomes of an offering that a scan finds new or changed.',
  valuesMap: {
    HOLD: { description: 'It waits until a person has read and approved it.' },
    APPROVE: {
      description: 'It is approved as it is. What is new still has no rule, so nobody may use it yet.',
    },
    OFFER: {
      description:
        'It is approved as it is, and what is new may be used by everyone the connector is published to, unless it destroys.',
    },
  },
});

export const AuthenticationKindType = { NONE: 'none', STATIC_HEADER: 'static-header' } as const;
registerEnumType(AuthenticationKindType, { name: 'AuthenticationKind' });

@ObjectType('ConnectorActions', { description: 'What the viewer may do with this connector now.' })
export class ConnectorActionsType {
  @Field(() => Boolean)
  readonly edit!: boolean;

  @Field(() => Boolean)
  readonly scan!: boolean;

  @Field(() => Boolean)
  readonly approve!: boolean;

  @Field(() => Boolean)
  readonly setChangeHandling!: boolean;

  @Field(() => Boolean)
  readonly changeRules!: boolean;

  @Field(() => Boolean)
  readonly publish!: boolean;

  @Field(() => Boolean)
  readonly suspend!: boolean;

  @Field(() => Boolean)
  readonly resume!: boolean;

  @Field(() => Boolean)
  readonly retire!: boolean;
}

@ObjectType('OfferingCounts')
export class OfferingCountsType {
  @Field(() => Int)
  readonly tools!: number;

  @Field(() => Int)
  readonly resources!: number;

  @Field(() => Int)
  readonly resourceTemplates!: number;

  @Field(() => Int)
  readonly prompts!: number;

  @Field(() => Int, { description: 'Approved offerings that some rule allows and none blocks for everyone.' })
  readonly allowed!: number;

  @Field(() => Int, { description: 'Changed or gone since they were approved.' })
  readonly held!: number;

  @Field(() => Int, { description: 'Never approved.' })
  readonly unapproved!: number;
}

@ObjectType('Credential', { description: 'A secret held for the server. Its value is never shown again.' })
export class CredentialType {
  @Field(() => String)
  readonly headerName!: string;

  @Field(() => String, { description: 'Empty where the secret is too short to show any of it.' })
  readonly lastFour!: string;

  @Field(() => String, { description: 'Scheme, host and port it was saved for; it is sent nowhere else.' })
  readonly origin!: string;

  @Field(() => GraphQLISODateTime)
  readonly setAt!: Date;

  /** For the field resolver. */
  readonly setterId!: string;
}

@ObjectType('Connector', { description: 'A registered MCP server.' })
export class ConnectorType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'The word in its address.' })
  readonly slug!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly purpose!: string;

  @Field(() => DataClassType)
  readonly dataClass!: DataClass;

  @Field(() => String)
  readonly url!: string;

  @Field(() => TransportType)
  readonly transport!: Transport;

  @Field(() => AuthenticationKindType)
  readonly authentication!: Connector['authentication'];

  @Field(() => Int, { nullable: true, description: 'How long a call may take; null is the default of 120.' })
  readonly callTimeoutSeconds!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls under way at once, per gateway process; null is the default of 256.',
  })
  readonly concurrentCalls!: number | null;

  @Field(() => ConnectorStateType)
  readonly state!: ConnectorState;

  @Field(() => GraphQLISODateTime)
  readonly stateSince!: Date;

  @Field(() => Int, {
    description: 'Send it back with a change: a newer one means that somebody else changed it.',
  })
  readonly version!: number;

  @Field(() => GraphQLISODateTime)
  readonly createdAt!: Date;

  @Field(() => String, { nullable: true })
  readonly protocolRevision!: string | null;

  @Field(() => String, { nullable: true })
  readonly serverName!: string | null;

  @Field(() => String, { nullable: true })
  readonly serverVersion!: string | null;

  @Field(() => String, { nullable: true, description: "The server's instructions to the model." })
  readonly instructions!: string | null;

  @Field(() => ChangeHandlingType)
  readonly changeHandling!: ChangeHandling;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When that was decided; null while nobody has.',
  })
  readonly changeHandlingSetAt!: Date | null;

  /** For field resolvers. */
  readonly changeHandlingSetBy!: string | null;
  readonly ownerId!: string;
  readonly lastScanId!: string | null;
}

export const ConnectorConnectionType = connectionOf('Connector', () => ConnectorType);

export function connectorType(connector: Connector): ConnectorType {
  return Object.assign(new ConnectorType(), {
    ...connector,
    protocolRevision: connector.verdict?.revision ?? null,
    serverName: connector.verdict?.serverInfo.title ?? connector.verdict?.serverInfo.name ?? null,
    serverVersion: connector.verdict?.serverInfo.version ?? null,
    instructions: connector.verdict?.instructions ?? null,
  });
}
