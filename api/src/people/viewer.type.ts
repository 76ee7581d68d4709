import { Field, ObjectType } from '@nestjs/graphql';
import type { Role } from '../access/roles.js';
import { OrganizationType } from '../organizations/organization.type.js';
import { MemberType, RoleType } from './person.type.js';

@ObjectType('Viewer', { description: 'Who is asking, and what they may do.' })
export class ViewerType {
  @Field(() => MemberType)
  readonly member!: MemberType;

  @Field(() => OrganizationType)
  readonly organization!: OrganizationType;

  @Field(() => [RoleType])
  readonly roles!: Role[];

  @Field(() => [String], { description: 'Narrowed by the token where the caller uses one.' })
  readonly permissions!: string[];
}
