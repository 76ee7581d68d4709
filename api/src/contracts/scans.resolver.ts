import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import type { RequestContext } from '../kernel/request-context.js';
import { scanType } from './contract-mapping.js';
import { FoundOfferingType, ScanType } from './contract.type.js';
import { ScansService } from './scans.service.js';

@Resolver(() => ScanType)
export class ScansResolver {
  constructor(private readonly scans: ScansService) {}

  @Query(() => ScanType, { nullable: true })
  @Allow('connector.read')
  async scan(
    @Ctx() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<ScanType | null> {
    const scan = await this.scans.find(context, id);
    return scan ? scanType(scan) : null;
  }

  @ResolveField(() => [FoundOfferingType])
  async found(@Ctx() context: RequestContext, @Parent() scan: ScanType): Promise<FoundOfferingType[]> {
    const whole = await this.scans.find(context, scan.id);
    return whole ? this.scans.foundBy(context, whole) : [];
  }
}
