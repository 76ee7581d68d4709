import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { RuleEffect } from './policy.js';
import type { Publication, Rule } from './publication.js';

export const RuleEffectType = { ALLOW: 'allow', BLOCK: 'block' } as const satisfies Record<
  string,
  RuleEffect
>;
registerEnumType(RuleEffectType, {
  name: 'RuleEffect',
  description: 'A block always wins; no rule is a no.',
});

@ObjectType('Publication', { description: 'A connector made available to an audience.' })
export class PublicationType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: 'Active members in the audience now.' })
  readonly memberCount!: number;

  @Field(() => GraphQLISODateTime)
  readonly publishedAt!: Date;

  /** For field resolvers. */
  readonly groupId!: string | null;
  readonly publishedById!: string;
}

@ObjectType('Rule', { description: 'One cell of tools x audiences.' })
export class RuleType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => RuleEffectType)
  readonly effect!: RuleEffect;

  @Field(() => GraphQLISODateTime)
  readonly changedAt!: Date;

  /** For field resolvers. */
  readonly groupId!: string | null;
  readonly changedById!: string;
}

export function publicationType({
  id,
  memberCount,
  publishedAt,
  groupId,
  publishedBy,
}: Publication): PublicationType {
  return Object.assign(new PublicationType(), {
    id,
    memberCount,
    publishedAt,
    groupId,
    publishedById: publishedBy,
  });
}

export function ruleType({ id, effect, changedAt, groupId, changedBy }: Rule): RuleType {
  return Object.assign(new RuleType(), { id, effect, changedAt, groupId, changedById: changedBy });
}
