import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { CatalogService } from './catalog.service.js';
import {
  CatalogEntryType,
  catalogEntryType,
  CatalogOfferingType,
  catalogOfferingType,
} from './catalog.type.js';

@Resolver(() => CatalogEntryType)
export class CatalogResolver {
  constructor(
    private readonly service: CatalogService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Query(() => [CatalogEntryType], { description: 'What is published to you, by name.' })
  @Allow('catalog.use')
  async catalog(@Ctx() context: RequestContext): Promise<CatalogEntryType[]> {
    const entries = await this.service.entries(context);
    return entries.map((entry) => catalogEntryType(entry, this.configuration.publicUrl));
  }

  @Query(() => CatalogEntryType, { nullable: true })
  @Allow('catalog.use')
  async catalogEntry(
    @Ctx() context: RequestContext,
    @Args('slug') slug: string,
  ): Promise<CatalogEntryType | null> {
    const entry = await this.service.entry(context, slug);
    return entry ? catalogEntryType(entry, this.configuration.publicUrl) : null;
  }

  @ResolveField(() => [CatalogOfferingType], { description: 'Everything approved, allowed or not.' })
  async offerings(
    @Ctx() context: RequestContext,
    @Parent() entry: CatalogEntryType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<CatalogOfferingType[]> {
    const offerings = await loaderOf(loaders, context, this.service.offeringsBatch).load(entry.slug);
    return (offerings ?? []).map(catalogOfferingType);
  }
}
