import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Organization } from './organization.js';

export const OrganizationKindType = { BUSINESS: 'business', EDUCATION: 'education' } as const;
registerEnumType(OrganizationKindType, { name: 'OrganizationKind' });

@ObjectType('Organization')
export class OrganizationType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'The short name in addresses.' })
  readonly slug!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => OrganizationKindType)
  readonly kind!: Organization['kind'];

  @Field(() => String, { description: 'The address AI clients connect to, without a connector.' })
  readonly mcpUrl!: string;

  @Field(() => Int)
  readonly policyVersion!: number;
}

@ObjectType('SignInOrganization', { description: 'What a sign-in page may show before anybody is known.' })
export class SignInOrganizationType {
  @Field(() => String)
  readonly slug!: string;

  @Field(() => String)
  readonly name!: string;
}

export function organizationType(organization: Organization, publicUrl: URL): OrganizationType {
  return { ...organization, mcpUrl: new URL(`/mcp/${organization.slug}`, publicUrl).href };
}
