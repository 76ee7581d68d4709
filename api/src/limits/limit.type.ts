import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { OfferingKind } from '../contracts/contract.js';
import { OfferingKindType } from '../contracts/contract.type.js';
import type { LimitQuantity, LimitSubject } from '../kernel/limits.js';
import { resultUnion } from '../platform/graphql/refusal.type.js';
import type { LimitSource } from './limit-setting.js';

export const LimitSubjectType = {
  TOKEN: 'token',
  MEMBER: 'member',
  TOOL: 'tool',
  CONNECTOR: 'connector',
  ORGANIZATION: 'organization',
} as const;
registerEnumType(LimitSubjectType, { name: 'LimitSubject', description: 'Whose use is counted.' });

export const LimitQuantityType = {
  REQUESTS_PER_MINUTE: 'requestsPerMinute',
  CONCURRENT_REQUESTS: 'concurrentRequests',
  OPEN_STREAMS: 'openStreams',
  BYTES_PER_MINUTE: 'bytesPerMinute',
} as const;
registerEnumType(LimitQuantityType, { name: 'LimitQuantity', description: 'What is counted.' });

export const LimitSourceType = {
  CONNECTOR: 'connector',
  ORGANIZATION: 'organization',
  INSTALLATION: 'installation',
} as const;
registerEnumType(LimitSourceType, { name: 'LimitSource', description: 'Where a limit was chosen.' });

@ObjectType('Limit')
export class LimitType {
  @Field(() => LimitSubjectType)
  readonly subject!: LimitSubject;

  @Field(() => LimitQuantityType)
  readonly quantity!: LimitQuantity;

  @Field(() => Float, { nullable: true, description: 'What was chosen here, if anything was.' })
  readonly chosen!: number | null;

  @Field(() => Float, { description: 'What holds where nothing is chosen here.' })
  readonly inherited!: number;

  @Field(() => LimitSourceType, { description: 'Where that was chosen.' })
  readonly inheritedFrom!: LimitSource;

  @Field(() => Float, { description: 'The most this installation allows.' })
  readonly ceiling!: number;
}

@ObjectType('ChosenLimit')
export class ChosenLimitType {
  @Field(() => LimitQuantityType)
  readonly quantity!: LimitQuantity;

  @Field(() => Float)
  readonly value!: number;
}

@ObjectType('ResultSettings', { description: 'What is done with results. Null: nothing is chosen here.' })
export class ResultSettingsType {
  @Field(() => Float, { nullable: true, description: 'The largest answer that is passed on, in bytes.' })
  readonly maximumBytes!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether tokens, keys and the like are replaced.' })
  readonly redactSecrets!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether email addresses, phone, account and card numbers are replaced.',
  })
  readonly redactPersonalData!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether text that tries to steer a model is reported.',
  })
  readonly reportMarkers!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether invisible characters and images from elsewhere are taken out.',
  })
  readonly removeHidden!: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Hosts that results may lead to; links to others are reported. Empty: none is.',
  })
  readonly listedHosts!: string[] | null;
}

@ObjectType('LimitSettings', {
  description: 'Limits and what is done with results, of the organization, a connector, or one tool of it.',
})
export class LimitSettingsType {
  @Field(() => ID, { nullable: true })
  readonly connectorId!: string | null;

  @Field(() => ID, { nullable: true })
  readonly offeringId!: string | null;

  @Field(() => Int, { description: '0 until something is chosen.' })
  readonly version!: number;

  @Field(() => [LimitType])
  readonly limits!: LimitType[];

  @Field(() => ResultSettingsType)
  readonly results!: ResultSettingsType;

  @Field(() => ResultSettingsType, { description: 'What holds where nothing is chosen here.' })
  readonly inheritedResults!: ResultSettingsType;

  @Field(() => Boolean)
  readonly viewerCanChange!: boolean;

  @Field(() => Date, { nullable: true })
  readonly changedAt!: Date | null;

  /** For field resolvers. */
  readonly changedById!: string | null;
}

@ObjectType('LimitedOffering', { description: 'A tool, resource or prompt with a limit of its own.' })
export class LimitedOfferingType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => OfferingKindType)
  readonly kind!: OfferingKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => [ChosenLimitType], { description: 'Never empty.' })
  readonly chosen!: ChosenLimitType[];

  @Field(() => Date)
  readonly changedAt!: Date;

  /** For field resolvers. */
  readonly changedById!: string;
}

@InputType()
export class LimitInput {
  @Field(() => LimitSubjectType)
  readonly subject!: LimitSubject;

  @Field(() => LimitQuantityType)
  readonly quantity!: LimitQuantity;

  @Field(() => Float, { nullable: true, description: 'Null takes the choice back.' })
  readonly value?: number | null;
}

@InputType({ description: 'What is left out or null is not chosen here.' })
export class ResultSettingsInput {
  @Field(() => Float, { nullable: true, description: 'A whole number.' })
  readonly maximumBytes?: number | null;

  @Field(() => Boolean, { nullable: true })
  readonly redactSecrets?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  readonly redactPersonalData?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  readonly reportMarkers?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  readonly removeHidden?: boolean | null;

  @Field(() => [String], { nullable: true })
  readonly listedHosts?: string[] | null;
}

@InputType()
export class SetLimitsInput {
  @Field(() => ID, { nullable: true, description: 'Null: the organization.' })
  readonly connectorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'One tool, resource or prompt of the connector.' })
  readonly offeringId?: string | null;

  @Field(() => Int, { description: 'The version that was seen; 0 where nothing was chosen yet.' })
  readonly version!: number;

  @Field(() => [LimitInput], { description: 'Limits that are left out stay as they are.' })
  readonly limits!: LimitInput[];

  @Field(() => ResultSettingsInput, { nullable: true, description: 'Null: stays as it is.' })
  readonly results?: ResultSettingsInput | null;
}

export const SetLimitsResult = resultUnion('SetLimitsResult', () => LimitSettingsType);
