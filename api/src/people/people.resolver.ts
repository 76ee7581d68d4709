import { Inject } from '@nestjs/common';
import { Args, GraphQLISODateTime, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Forbidden } from '../access/access.errors.js';
import { Allow, SignedIn } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import type { Role } from '../access/roles.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { notFound } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { organizationType } from '../organizations/organization.type.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { PageArgs, pageRequest, toConnection, type Connection } from '../platform/graphql/connection.type.js';
import { PeopleService } from './people.service.js';
import {
  GroupConnectionType,
  GroupType,
  groupType,
  MemberConnectionType,
  MemberType,
  memberType,
  RoleType,
} from './person.type.js';
import { ViewerType } from './viewer.type.js';

@Resolver(() => MemberType)
export class PeopleResolver {
  constructor(
    private readonly people: PeopleService,
    private readonly organizations: OrganizationsService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Query(() => ViewerType)
  @SignedIn()
  async viewer(@Ctx() context: RequestContext): Promise<ViewerType> {
    const member = await this.people.member(context, context.actor.id);
    if (!member) throw notFound('member');
    return {
      member: memberType(member),
      organization: organizationType(await this.organizations.current(context), this.configuration.publicUrl),
      roles: [...context.actor.roles] as Role[],
      permissions: [...context.permissions].sort(),
    };
  }

  @Query(() => MemberConnectionType)
  @Allow('people.read')
  async members(
    @Ctx() context: RequestContext,
    @Args() page: PageArgs,
    @Args('search', { type: () => String, nullable: true }) search?: string,
  ): Promise<Connection<MemberType>> {
    return toConnection(
      await this.people.members(context, search ?? undefined, pageRequest(page)),
      memberType,
    );
  }

  @Query(() => MemberType, { nullable: true })
  @Allow('people.read')
  async member(
    @Ctx() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<MemberType | null> {
    const member = await this.people.member(context, id);
    return member ? memberType(member) : null;
  }

  // Whoever publishes has to choose among groups, and needs no more of people than that.
  @Query(() => GroupConnectionType)
  @Allow('connector.read')
  async groups(
    @Ctx() context: RequestContext,
    @Args() page: PageArgs,
    @Args('search', { type: () => String, nullable: true }) search?: string,
  ): Promise<Connection<GroupType>> {
    return toConnection(await this.people.groups(context, search ?? undefined, pageRequest(page)), groupType);
  }

  // Members are named in many places: who owns, approved, published. A name is all that these tell.
  @ResolveField(() => String, { nullable: true })
  email(@Ctx() context: RequestContext, @Parent() member: MemberType): string | null {
    return maySee(context, member) ? member.email : null;
  }

  @ResolveField(() => GraphQLISODateTime, { nullable: true })
  lastSignInAt(@Ctx() context: RequestContext, @Parent() member: MemberType): Date | null {
    return maySee(context, member) ? member.lastSignInAt : null;
  }

  @ResolveField(() => [RoleType])
  async roles(@Ctx() context: RequestContext, @Parent() member: MemberType): Promise<Role[]> {
    if (!maySee(context, member)) throw new Forbidden('people.read');
    return [...((await this.people.standing(context, member.id))?.roles ?? [])];
  }

  @ResolveField('groups', () => [GroupType])
  async groupsOfMember(@Ctx() context: RequestContext, @Parent() member: MemberType): Promise<GroupType[]> {
    if (!maySee(context, member)) throw new Forbidden('people.read');
    return (await this.people.groupsOf(context, member.id)).map(groupType);
  }
}

/** Whether the viewer may see more of a member than their name: everybody may of themselves. */
function maySee(context: RequestContext, member: MemberType): boolean {
  return member.id === context.actor.id || context.permissions.has('people.read');
}
