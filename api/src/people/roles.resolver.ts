import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import type { RequestContext } from '../kernel/request-context.js';
import { orRefusal } from '../platform/graphql/refusal.type.js';
import { groupType, memberType } from './person.type.js';
import {
  GrantRoleInput,
  GrantRoleResult,
  RevokeRoleInput,
  RevokeRoleResult,
  RoleChangeType,
} from './role.type.js';
import { RolesService, type RoleChange, type RoleCommand } from './roles.service.js';

@Resolver()
export class RolesResolver {
  constructor(private readonly roles: RolesService) {}

  @Mutation(() => GrantRoleResult)
  @Allow('people.manage')
  grantRole(
    @Ctx() context: RequestContext,
    @Args('input') input: GrantRoleInput,
  ): Promise<typeof GrantRoleResult> {
    return orRefusal(async () => roleChangeType(await this.roles.grant(context, commandOf(input))));
  }

  @Mutation(() => RevokeRoleResult)
  @Allow('people.manage')
  revokeRole(
    @Ctx() context: RequestContext,
    @Args('input') input: RevokeRoleInput,
  ): Promise<typeof RevokeRoleResult> {
    return orRefusal(async () => roleChangeType(await this.roles.revoke(context, commandOf(input))));
  }
}

function commandOf({ role, memberId, groupId }: GrantRoleInput): RoleCommand {
  return {
    role,
    ...(memberId == null ? {} : { memberId }),
    ...(groupId == null ? {} : { groupId }),
  };
}

function roleChangeType({ role, member, group }: RoleChange): RoleChangeType {
  return Object.assign(new RoleChangeType(), {
    role,
    member: member && memberType(member),
    group: group && groupType(group),
  });
}
