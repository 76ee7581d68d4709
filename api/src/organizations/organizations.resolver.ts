import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Public } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import type { RequestContext } from '../kernel/request-context.js';
import { OrganizationType, organizationType, SignInOrganizationType } from './organization.type.js';
import { OrganizationsService } from './organizations.service.js';

@Resolver(() => OrganizationType)
export class OrganizationsResolver {
  constructor(
    private readonly organizations: OrganizationsService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Query(() => OrganizationType)
  @Allow('organization.read')
  async organization(@Ctx() context: RequestContext): Promise<OrganizationType> {
    return organizationType(await this.organizations.current(context), this.configuration.publicUrl);
  }

  // Public: the sign-in page must be able to tell a mistyped short name from the right one.
  @Query(() => SignInOrganizationType, { nullable: true })
  @Public()
  async signInOrganization(@Args('slug') slug: string): Promise<SignInOrganizationType | null> {
    const organization = await this.organizations.findBySlug(slug);
    return organization ? { slug: organization.slug, name: organization.name } : null;
  }
}
