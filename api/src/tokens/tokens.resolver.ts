import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { permissionTitles } from '../access/permissions.js';
import { ConnectorsService } from '../connectors/connectors.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PeopleService } from '../people/people.service.js';
import { MemberType, memberType } from '../people/person.type.js';
import { PageArgs, pageRequest, toConnection } from '../platform/graphql/connection.type.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { orRefusal, resultUnion, type RefusalType } from '../platform/graphql/refusal.type.js';
import { CreateTokenInput, RevokeTokenInput, TokenFilterInput } from './token.input.js';
import type { Token } from './token.js';
import {
  ApiScopeType,
  IssuedTokenType,
  TokenConnectorType,
  TokenPageType,
  TokenType,
  tokenType,
} from './token.type.js';
import { TokensService } from './tokens.service.js';

const CreateTokenResult = resultUnion('CreateTokenResult', () => IssuedTokenType);
const RevokeTokenResult = resultUnion('RevokeTokenResult', () => TokenType);

@Resolver(() => TokenType)
export class TokensResolver {
  constructor(
    private readonly service: TokensService,
    private readonly people: PeopleService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query(() => TokenPageType, {
    description: 'Newest first: your own, or everybody’s where you may revoke any.',
  })
  @Allow('token.manage')
  async tokens(
    @Ctx() context: RequestContext,
    @Args() page: PageArgs,
    @Args('filter', { type: () => TokenFilterInput, nullable: true }) filter?: TokenFilterInput | null,
  ): Promise<TokenPageType> {
    const found = await this.service.list(
      context,
      {
        mine: filter?.mine ?? undefined,
        ownerId: filter?.ownerId ?? undefined,
        active: filter?.active ?? undefined,
      },
      pageRequest(page),
    );
    return toConnection(found, (token) => this.shown(context, token));
  }

  @Query(() => [ApiScopeType])
  @Allow('token.manage')
  grantableScopes(@Ctx() context: RequestContext): ApiScopeType[] {
    return this.service.grantableScopes(context).map((name) => ({ name, title: permissionTitles[name] }));
  }

  @Mutation(() => CreateTokenResult)
  @Allow('token.manage')
  createToken(
    @Ctx() context: RequestContext,
    @Args('input') input: CreateTokenInput,
  ): Promise<IssuedTokenType | RefusalType> {
    return orRefusal(async () => {
      const { token, secret } = await this.service.issue(context, {
        name: input.name,
        expiresAt: input.expiresAt,
        access: input.access ?? null,
        connectors: input.connectors?.map(({ slug, tools }) => ({ slug, tools: tools ?? null })) ?? null,
        apiScopes: input.apiScopes ?? [],
      });
      return Object.assign(new IssuedTokenType(), { token: this.shown(context, token), secret });
    });
  }

  @Mutation(() => RevokeTokenResult)
  @Allow('token.manage')
  revokeToken(
    @Ctx() context: RequestContext,
    @Args('input') input: RevokeTokenInput,
  ): Promise<TokenType | RefusalType> {
    return orRefusal(async () => this.shown(context, await this.service.revoke(context, input.id)));
  }

  @ResolveField(() => MemberType)
  async owner(
    @Ctx() context: RequestContext,
    @Parent() token: TokenType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<MemberType> {
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(token.memberId);
    if (!member) throw new Error('A token belongs to somebody who is no member.');
    return memberType(member);
  }

  private shown(context: RequestContext, token: Token): TokenType {
    return tokenType(token, this.service.mayRevoke(context, token), this.clock.now());
  }
}

@Resolver(() => TokenConnectorType)
export class TokenConnectorFieldsResolver {
  constructor(private readonly connectors: ConnectorsService) {}

  @ResolveField(() => String)
  async name(
    @Ctx() context: RequestContext,
    @Parent() { connectorId, slug }: TokenConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<string> {
    // A connector that is gone is still named in the tokens that reached it.
    return (await loaderOf(loaders, context, this.connectors.batch).load(connectorId))?.name ?? slug;
  }
}
