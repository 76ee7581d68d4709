import { Inject, Injectable } from '@nestjs/common';
import { CredentialsService } from '../../credentials/credentials.service.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { ExpiringCache } from '../../kernel/expiring-cache.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import type { Reached } from '../upstreams/reached.js';

/** An opened credential stays in memory no longer than this. */
const maximumAgeMs = 30_000;

/** The upstream's address with the credential held for it. Nothing that the caller sent has a part in it. */
@Injectable()
export class UpstreamTargets {
  private readonly cache: ExpiringCache<string, Readonly<Record<string, string>>>;

  constructor(
    private readonly credentials: CredentialsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.cache = new ExpiringCache(clock, maximumAgeMs, 2_000);
  }

  async of(
    context: RequestContext,
    { policy, served }: Pick<Reached, 'policy' | 'served'>,
  ): Promise<UpstreamTarget> {
    const { id, url, transport } = served;
    if (served.authentication === 'none') return { url, transport, headers: {} };
    // Every change of a connector, its credential included, makes a new version of the policy.
    const key = JSON.stringify([context.organizationId, policy.version, id, url]);
    const headers = await this.cache.get(key, () => this.credentials.headersFor(context, id, url));
    return { url, transport, headers: headers ?? {} };
  }
}
