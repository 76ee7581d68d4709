import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx } from '../access/context.js';
import { AuditEventType } from '../audit/audit-event.type.js';
import { ConnectorType, connectorType } from '../connectors/connector.type.js';
import { ConnectorsService } from '../connectors/connectors.service.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PeopleService } from '../people/people.service.js';
import { MemberType, memberType } from '../people/person.type.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { TokensService } from '../tokens/tokens.service.js';

/**
 * Names for the identifiers in the audit trail.
 *
 * audit/ itself knows nobody: every feature writes to it, so it may depend on none.
 */
@Resolver(() => AuditEventType)
export class TrailFieldsResolver {
  constructor(
    private readonly people: PeopleService,
    private readonly connectors: ConnectorsService,
    private readonly tokens: TokensService,
  ) {}

  @ResolveField(() => MemberType, { nullable: true })
  async actor(
    @Ctx() context: RequestContext,
    @Parent() event: AuditEventType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<MemberType | null> {
    if (event.actorKind !== 'member') return null;
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(event.actorId);
    return member ? memberType(member) : null;
  }

  @ResolveField(() => String, { description: 'Who did it, also where no member is left to name.' })
  async actorLabel(
    @Ctx() context: RequestContext,
    @Parent() event: AuditEventType,
    @Context() graphql: GraphqlContext,
  ): Promise<string> {
    if (event.actorKind === 'system') return 'Castellan';
    if (event.actorKind === 'operator') return 'Operator of the installation';
    return (await this.actor(context, event, graphql))?.displayName ?? 'Former member';
  }

  @ResolveField(() => ConnectorType, { nullable: true })
  async connector(
    @Ctx() context: RequestContext,
    @Parent() event: AuditEventType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<ConnectorType | null> {
    // A token for the trail alone reaches no connector by way of it.
    if (!event.connectorId || !context.permissions.has('connector.read')) return null;
    const connector = await loaderOf(loaders, context, this.connectors.batch).load(event.connectorId);
    return connector ? connectorType(connector) : null;
  }

  @ResolveField(() => String, { nullable: true })
  async tokenName(
    @Ctx() context: RequestContext,
    @Parent() event: AuditEventType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<string | null> {
    if (!event.tokenId) return null;
    return (await loaderOf(loaders, context, this.tokens.nameBatch).load(event.tokenId)) ?? null;
  }
}
