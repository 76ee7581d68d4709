import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { Role } from '../access/roles.js';
import { resultUnion } from '../platform/graphql/refusal.type.js';
import { GroupType, MemberType, RoleType } from './person.type.js';

@ObjectType('RoleChange', {
  description: 'A role as it was granted or taken; held by a member or by a group.',
})
export class RoleChangeType {
  @Field(() => RoleType)
  readonly role!: Role;

  @Field(() => MemberType, { nullable: true })
  readonly member!: MemberType | null;

  @Field(() => GroupType, { nullable: true })
  readonly group!: GroupType | null;
}

@InputType({ description: 'Names a member or a group, not both.' })
class RoleInput {
  @Field(() => RoleType)
  readonly role!: Role;

  @Field(() => ID, { nullable: true })
  readonly memberId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly groupId?: string | null;
}

@InputType()
export class GrantRoleInput extends RoleInput {}

@InputType()
export class RevokeRoleInput extends RoleInput {}

export const GrantRoleResult = resultUnion('GrantRoleResult', () => RoleChangeType);
export const RevokeRoleResult = resultUnion('RevokeRoleResult', () => RoleChangeType);
