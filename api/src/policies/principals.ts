import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ExpiringCache } from '../kernel/expiring-cache.js';
import { systemContext } from '../kernel/system-context.js';
import { PeopleService } from '../people/people.service.js';
import { Notifications } from '../platform/notifications/notifications.js';
import type { Principal } from './policy.js';

/** How long a member's groups are believed when the notification of a change was lost. */
const maximumAgeMs = 5_000;

interface Known {
  readonly organizationId: string;
  readonly principal: Principal;
}

/** Who members are to the policy, remembered for as long as nothing about them changes. */
@Injectable()
export class Principals implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ExpiringCache<string, Known>;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly people: PeopleService,
    private readonly notifications: Notifications,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.cache = new ExpiringCache(clock, maximumAgeMs, 50_000);
  }

  onModuleInit(): void {
    // Keyed by what a notification names: a directory sync sends one for each member.
    this.stopListening = this.notifications.subscribe('castellan_member', (memberId) =>
      this.cache.forget(memberId),
    );
    this.notifications.onReconnect(() => this.cache.clear());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** The member as the policy sees them; somebody who is not in the organization is inactive and in no group. */
  async of(organizationId: string, memberId: string): Promise<Principal> {
    const known = await this.cache.get(memberId, async () => {
      const principal = await this.people.standing(systemContext(organizationId, 'gateway'), memberId);
      return principal && { organizationId, principal };
    });
    if (known?.organizationId === organizationId) return known.principal;
    return { memberId, groupIds: new Set(), active: false };
  }
}
