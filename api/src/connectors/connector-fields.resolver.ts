import { Inject } from '@nestjs/common';
import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx } from '../access/context.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { offeringType, scanType } from '../contracts/contract-mapping.js';
import { OfferingType, ScanType } from '../contracts/contract.type.js';
import { OfferingsService } from '../contracts/offerings.service.js';
import { ScansService } from '../contracts/scans.service.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { Refusal } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { PeopleService } from '../people/people.service.js';
import { MemberType, memberType } from '../people/person.type.js';
import type { GraphqlContext } from '../platform/graphql/graphql.module.js';
import { loaderOf } from '../platform/graphql/loaders.js';
import { canTransition } from './connector.js';
import { ConnectorActionsType, ConnectorType, CredentialType } from './connector.type.js';

const maximumScans = 50;

/** Fields of a connector that need a look elsewhere. */
@Resolver(() => ConnectorType)
export class ConnectorFieldsResolver {
  constructor(
    private readonly people: PeopleService,
    private readonly scansService: ScansService,
    private readonly offeringsService: OfferingsService,
    private readonly credentials: CredentialsService,
    private readonly organizations: OrganizationsService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @ResolveField(() => String, { description: 'The address AI clients connect to.' })
  async mcpUrl(@Ctx() context: RequestContext, @Parent() connector: ConnectorType): Promise<string> {
    const organization = await this.organizations.current(context);
    return new URL(`/mcp/${organization.slug}/${connector.slug}`, this.configuration.publicUrl).href;
  }

  @ResolveField(() => MemberType)
  async owner(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<MemberType> {
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(connector.ownerId);
    if (!member) throw new Error('A connector has an owner who is no member.');
    return memberType(member);
  }

  @ResolveField(() => MemberType, { nullable: true, name: 'changeHandlingSetBy' })
  async changeHandlingAuthor(
    @Ctx() context: RequestContext,
    @Parent() { changeHandlingSetBy }: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<MemberType | null> {
    if (!changeHandlingSetBy) return null;
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(changeHandlingSetBy);
    return member ? memberType(member) : null;
  }

  @ResolveField(() => ScanType, { nullable: true })
  async lastScan(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<ScanType | null> {
    if (!connector.lastScanId) return null;
    const scan = await loaderOf(loaders, context, this.scansService.batch).load(connector.lastScanId);
    return scan ? scanType(scan) : null;
  }

  @ResolveField(() => [ScanType], { description: 'Newest first, at most 50.' })
  async scans(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
  ): Promise<ScanType[]> {
    if (first < 1 || first > maximumScans) {
      throw new Refusal(
        'page_size',
        `Between 1 and ${maximumScans} scans can be read.`,
        'Ask for fewer.',
        'first',
      );
    }
    return (await this.scansService.ofConnector(context, connector.id, first)).map(scanType);
  }

  @ResolveField(() => [OfferingType])
  async offerings(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<OfferingType[]> {
    const offerings = await loaderOf(loaders, context, this.offeringsService.batch).load(connector.id);
    return (offerings ?? []).map(offeringType);
  }

  @ResolveField(() => CredentialType, { nullable: true })
  async credential(
    @Ctx() context: RequestContext,
    @Parent() connector: ConnectorType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<CredentialType | null> {
    const credential = await loaderOf(loaders, context, this.credentials.batch).load(connector.id);
    if (!credential) return null;
    const { headerName, lastFour, origin, setAt, setBy } = credential;
    return Object.assign(new CredentialType(), { headerName, lastFour, origin, setAt, setterId: setBy });
  }

  @ResolveField(() => ConnectorActionsType)
  viewerCan(@Ctx() context: RequestContext, @Parent() connector: ConnectorType): ConnectorActionsType {
    const may = (permission: string) => context.permissions.has(permission) && connector.state !== 'retired';
    return {
      edit: may('connector.manage'),
      scan: may('connector.manage'),
      approve: may('contract.approve'),
      setChangeHandling: may('contract.approve'),
      changeRules: may('rule.manage'),
      publish: may('connector.publish') && connector.state !== 'suspended',
      suspend: may('connector.manage') && canTransition(connector.state, 'suspend'),
      resume: may('connector.manage') && canTransition(connector.state, 'resume'),
      retire: may('connector.manage') && canTransition(connector.state, 'retire'),
    };
  }
}

@Resolver(() => CredentialType)
export class CredentialFieldsResolver {
  constructor(private readonly people: PeopleService) {}

  @ResolveField(() => MemberType)
  async setBy(
    @Ctx() context: RequestContext,
    @Parent() credential: CredentialType,
    @Context() { loaders }: GraphqlContext,
  ): Promise<MemberType> {
    const member = await loaderOf(loaders, context, this.people.memberBatch).load(credential.setterId);
    if (!member) throw new Error('A credential was set by somebody who is no member.');
    return memberType(member);
  }
}
