import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { RuleEffect } from './policy.js';
import { RuleEffectType } from './policy.type.js';

@InputType({ description: 'Replaces the audiences of a connector; none at all makes it a draft again.' })
export class PublishConnectorInput {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => Boolean)
  readonly everyone!: boolean;

  @Field(() => [ID])
  readonly groupIds!: string[];
}

@InputType()
export class RuleChangeInput {
  @Field(() => ID)
  readonly offeringId!: string;

  @Field(() => ID, { nullable: true, description: 'Null is everyone the connector is published to.' })
  readonly groupId?: string | null;

  @Field(() => RuleEffectType, { nullable: true, description: 'Null removes the rule.' })
  readonly effect?: RuleEffect | null;
}

@InputType({ description: 'All of the changes are saved, or none.' })
export class SetRulesInput {
  @Field(() => ID)
  readonly connectorId!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => [RuleChangeInput])
  readonly changes!: RuleChangeInput[];
}
