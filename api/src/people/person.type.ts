import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Role } from '../access/roles.js';
import { connectionOf } from '../platform/graphql/connection.type.js';
import type { Group, Member } from './person.js';

export const RoleType = {
  OWNER: 'owner',
  ADMIN: 'admin',
  REVIEWER: 'reviewer',
  AUDITOR: 'auditor',
  UNIT_ADMIN: 'unit_admin',
  DEVELOPER: 'developer',
  MEMBER: 'member',
} as const satisfies Record<string, Role>;
registerEnumType(RoleType, { name: 'Role' });

@ObjectType('Group', { description: 'A set of members, from the directory or made here.' })
export class GroupType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'directory or manual.' })
  readonly source!: string;

  @Field(() => Int)
  readonly memberCount!: number;
}

@ObjectType('Member', { description: 'A person in the organization.' })
export class MemberType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly displayName!: string;

  @Field(() => String, { nullable: true })
  readonly email!: string | null;

  @Field(() => String, { description: 'active or disabled.' })
  readonly status!: string;

  @Field(() => GraphQLISODateTime)
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  readonly lastSignInAt!: Date | null;
}

export const MemberConnectionType = connectionOf('Member', () => MemberType);
export const GroupConnectionType = connectionOf('Group', () => GroupType);

export function memberType(member: Member): MemberType {
  return Object.assign(new MemberType(), member);
}

export function groupType(group: Group): GroupType {
  return Object.assign(new GroupType(), group);
}
