import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CredentialsService } from '../credentials/credentials.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ExpiringCache } from '../kernel/expiring-cache.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { UpstreamTarget } from '../platform/mcp/upstream/target.js';
import { Notifications } from '../platform/notifications/notifications.js';
import type { ServedConnector } from './connector-directory.js';

/** How long a credential is used when the notification of its change was lost. */
const maximumAgeMs = 5_000;

interface HeldHeaders {
  readonly connectorId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The upstream's address with the credential held for it. Nothing that the caller sent has a part in it. */
@Injectable()
export class UpstreamTargets implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ExpiringCache<string, HeldHeaders>;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly credentials: CredentialsService,
    private readonly notifications: Notifications,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.cache = new ExpiringCache(clock, maximumAgeMs, 2_000);
  }

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_connector', (connectorId) =>
      this.cache.forgetWhere((held) => held.connectorId === connectorId),
    );
    this.notifications.onReconnect(() => this.cache.clear());
  }

  onApplicationShutdown(): void {
    this.stopListening();
    this.cache.clear();
  }

  async of(context: RequestContext, connector: ServedConnector): Promise<UpstreamTarget> {
    const { id, url, transport } = connector;
    if (connector.authentication === 'none') return { url, transport, headers: {} };
    const held = await this.cache.get(JSON.stringify([context.organizationId, id, url]), async () => ({
      connectorId: id,
      headers: await this.credentials.headersFor(context, id, url),
    }));
    return { url, transport, headers: held?.headers ?? {} };
  }
}
