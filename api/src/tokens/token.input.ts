import { Field, GraphQLISODateTime, ID, InputType } from '@nestjs/graphql';
import { TokenAccessType } from './token.type.js';

@InputType()
export class TokenConnectorInput {
  @Field(() => String)
  readonly slug!: string;

  @Field(() => [String], { nullable: true, description: 'Null is every tool that is allowed.' })
  readonly tools?: string[] | null;
}

@InputType()
export class CreateTokenInput {
  @Field(() => String)
  readonly name!: string;

  @Field(() => GraphQLISODateTime)
  readonly expiresAt!: Date;

  @Field(() => TokenAccessType, { nullable: true, description: 'Null: it reaches no connector.' })
  readonly access?: 'read' | 'write' | null;

  @Field(() => [TokenConnectorInput], {
    nullable: true,
    description: 'Null, where there is access: every connector published to you.',
  })
  readonly connectors?: TokenConnectorInput[] | null;

  @Field(() => [String], { nullable: true, description: 'Permissions you hold, see grantableScopes.' })
  readonly apiScopes?: string[] | null;
}

@InputType()
export class RevokeTokenInput {
  @Field(() => ID)
  readonly id!: string;
}

@InputType('TokenFilter')
export class TokenFilterInput {
  @Field(() => Boolean, { nullable: true })
  readonly mine?: boolean | null;

  @Field(() => ID, { nullable: true })
  readonly ownerId?: string | null;

  @Field(() => Boolean, { nullable: true })
  readonly active?: boolean | null;
}
