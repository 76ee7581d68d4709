import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { TransportType } from '../contracts/contract.type.js';
import type { StaticHeader } from '../credentials/credential.js';
import type { ChangeHandling, ConnectorState, DataClass, Transport } from './connector.js';
import { ChangeHandlingType, ConnectorStateType, DataClassType } from './connector.type.js';

@InputType('ConnectorFilter')
export class ConnectorFilterInput {
  @Field(() => String, { nullable: true })
  readonly search?: string | null;

  @Field(() => [ConnectorStateType], { nullable: true })
  readonly states?: ConnectorState[] | null;

  @Field(() => Boolean, { nullable: true })
  readonly heldOnly?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that wait for somebody: held, failed at the last scan, suspended, or a draft.',
  })
  readonly waiting?: boolean | null;
}

@InputType({
  description: 'Either a registered connector, or the address of a server that is not registered yet.',
})
export class StartScanInput {
  @Field(() => ID, { nullable: true })
  readonly connectorId?: string | null;

  @Field(() => String, { nullable: true })
  readonly url?: string | null;

  @Field(() => TransportType, { nullable: true })
  readonly transport?: Transport | null;

  @Field(() => String, { nullable: true })
  readonly headerName?: string | null;

  @Field(() => String, { nullable: true })
  readonly headerValue?: string | null;
}

@InputType()
export class RegisterConnectorInput {
  @Field(() => ID)
  readonly scanId!: string;

  @Field(() => String)
  readonly slug!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  readonly purpose?: string | null;

  @Field(() => DataClassType, { nullable: true })
  readonly dataClass?: DataClass | null;

  @Field(() => ID, { nullable: true, description: 'The person registering, unless told.' })
  readonly ownerId?: string | null;

  @Field(() => String, { nullable: true })
  readonly headerName?: string | null;

  @Field(() => String, { nullable: true })
  readonly headerValue?: string | null;
}

@InputType()
export class UpdateConnectorInput {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly purpose!: string;

  @Field(() => DataClassType)
  readonly dataClass!: DataClass;

  @Field(() => ID)
  readonly ownerId!: string;

  @Field(() => String)
  readonly url!: string;

  @Field(() => TransportType)
  readonly transport!: Transport;

  @Field(() => Int, { nullable: true, description: 'Unchanged unless given; null is the default.' })
  readonly callTimeoutSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: 'Unchanged unless given; null is the default.' })
  readonly concurrentCalls?: number | null;
}

@InputType({ description: 'Without a header name the credential is removed.' })
export class SetConnectorCredentialInput {
  @Field(() => ID)
  readonly connectorId!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { nullable: true })
  readonly headerName?: string | null;

  @Field(() => String, { nullable: true })
  readonly headerValue?: string | null;
}

@InputType()
export class SetChangeHandlingInput {
  @Field(() => ID)
  readonly connectorId!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => ChangeHandlingType)
  readonly handling!: ChangeHandling;
}

@InputType()
export class ApprovalInput {
  @Field(() => ID)
  readonly offeringId!: string;

  @Field(() => String, { description: 'The hash that the approver read.' })
  readonly hash!: string;
}

@InputType()
export class ApproveOfferingsInput {
  @Field(() => ID)
  readonly connectorId!: string;

  @Field(() => [ApprovalInput])
  readonly approvals!: ApprovalInput[];
}

@InputType()
export class ConnectorStateInput {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { nullable: true })
  readonly reason?: string | null;
}

/** A header typed into a form, or none. */
export function headerOf(input: {
  headerName?: string | null;
  headerValue?: string | null;
}): StaticHeader | null {
  return input.headerName ? { name: input.headerName, value: input.headerValue ?? '' } : null;
}
