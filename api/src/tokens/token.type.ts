import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PageInfoType } from '../platform/graphql/connection.type.js';
import { tokenState, type Token } from './token.js';

export const TokenAccessType = { READ: 'read', WRITE: 'write' } as const;
registerEnumType(TokenAccessType, { name: 'TokenAccess' });

@ObjectType('TokenConnector', { description: 'A connector that a token reaches.' })
export class TokenConnectorType {
  @Field(() => String)
  readonly slug!: string;

  @Field(() => [String], { nullable: true, description: 'Null is every tool that is allowed.' })
  readonly tools!: readonly string[] | null;

  /** For the field resolver. */
  readonly connectorId!: string;
}

@ObjectType('TokenActions', { description: 'What the viewer may do with this token now.' })
export class TokenActionsType {
  @Field(() => Boolean)
  readonly revoke!: boolean;
}

@ObjectType('Token', { description: 'A scoped credential. Its secret was shown once and is not kept.' })
export class TokenType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'How the token begins.' })
  readonly hint!: string;

  @Field(() => TokenAccessType, { nullable: true, description: 'Null: it reaches no connector.' })
  readonly access!: 'read' | 'write' | null;

  @Field(() => [TokenConnectorType], {
    nullable: true,
    description: 'Null, where there is access: every connector published to the owner.',
  })
  readonly connectors!: readonly TokenConnectorType[] | null;

  @Field(() => [String])
  readonly apiScopes!: readonly string[];

  @Field(() => GraphQLISODateTime)
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime)
  readonly expiresAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  readonly revokedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'To the minute.' })
  readonly lastUsedAt!: Date | null;

  @Field(() => String, { description: 'active, expired or revoked.' })
  readonly state!: string;

  @Field(() => TokenActionsType)
  readonly viewerCan!: TokenActionsType;

  /** For the field resolver. */
  readonly memberId!: string;
}

@ObjectType('TokenEdge')
export class TokenEdgeType {
  @Field(() => String)
  readonly cursor!: string;

  @Field(() => TokenType)
  readonly node!: TokenType;
}

@ObjectType('TokenPage')
export class TokenPageType {
  @Field(() => [TokenEdgeType])
  readonly edges!: readonly TokenEdgeType[];

  @Field(() => PageInfoType)
  readonly pageInfo!: PageInfoType;
}

@ObjectType('IssuedToken', { description: 'The only time the secret is shown.' })
export class IssuedTokenType {
  @Field(() => TokenType)
  readonly token!: TokenType;

  @Field(() => String)
  readonly secret!: string;
}

@ObjectType('ApiScope', { description: 'A permission you hold and may put into a token.' })
export class ApiScopeType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly title!: string;
}

export function tokenType(token: Token, mayRevoke: boolean, at: Date): TokenType {
  const { id, memberId, name, hint, scope, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return Object.assign(new TokenType(), {
    ...{ id, memberId, name, hint, createdAt, expiresAt, revokedAt, lastUsedAt },
    access: scope.connectors === null ? null : scope.access,
    connectors:
      scope.connectors === null || scope.connectors === 'all'
        ? null
        : scope.connectors.map(({ connectorId, slug, tools }) =>
            Object.assign(new TokenConnectorType(), {
              connectorId,
              slug,
              tools: tools === 'all' ? null : tools,
            }),
          ),
    apiScopes: scope.api,
    state: tokenState(token, at),
    viewerCan: { revoke: mayRevoke },
  });
}
