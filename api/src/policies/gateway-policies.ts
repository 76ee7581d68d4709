import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { Notifications } from '../platform/notifications/notifications.js';
import { Log } from '../platform/telemetry/log.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { CompiledPolicies } from './compiled-policies.js';
import { policyUnavailable } from './policies.errors.js';
import type { CompiledPolicy } from './policy.js';
import { PolicyRowsRepository } from './policy-rows.repository.js';

const pollEveryMs = 1_000;

/** A policy that was not known to be current for this long is not used any more. */
const trustedForMs = 10_000;

/** An organization nobody asked for in this time is no longer kept up to date. */
const unusedAfterMs = 15 * 60_000;

interface Held {
  readonly organizationId: string;
  readonly slug: string;
  policy?: CompiledPolicy;
  /** When the policy was last known to be the current one: the start of that look, not its end. */
  checkedAt: number;
  usedAt: number;
  loading?: Promise<void>;
  /** Something changed while loading: what is being read may be from before. */
  again: boolean;
}

/**
 * The policies this process enforces, in memory.
 *
 * A change arrives by notification; a poll each second makes up for lost ones; and when neither is certain any more,
 * there is no policy, and so nothing is allowed.
 */
@Injectable()
export class GatewayPolicies implements OnModuleInit, OnApplicationShutdown {
  private readonly bySlug = new Map<string, Held>();
  private readonly byId = new Map<string, Held>();
  private readonly changeHandlers = new Set<() => void>();
  private stopListening: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private polling = false;

  constructor(
    private readonly rows: PolicyRowsRepository,
    private readonly compiled: CompiledPolicies,
    private readonly notifications: Notifications,
    private readonly log: Log,
    private readonly metrics: Metrics,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_policy', (organizationId) => {
      const held = this.byId.get(organizationId);
      if (held) void this.refresh(held).catch((error: unknown) => this.reportFailure(error));
    });
    this.notifications.onReconnect(() => void this.poll());
    this.timer = setInterval(() => void this.poll(), pollEveryMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.stopListening();
  }

  /** Calls back whenever this process has begun to use another version. Returns how to stop. */
  onChange(handler: () => void): () => void {
    this.changeHandlers.add(handler);
    return () => this.changeHandlers.delete(handler);
  }

  /** The current policy of an organization in use; undefined when none is held or it can no longer be trusted. */
  current(slug: string): CompiledPolicy | undefined {
    const held = this.bySlug.get(slug);
    if (!held) return undefined;
    const now = this.clock.now().getTime();
    held.usedAt = now;
    return now - held.checkedAt <= trustedForMs ? held.policy : undefined;
  }

  /** The current policy, loaded on first use. Undefined: no such organization. Refuses when it cannot be certain. */
  async find(slug: string): Promise<CompiledPolicy | undefined> {
    const known = this.current(slug);
    if (known) return known;
    try {
      const held = this.bySlug.get(slug) ?? (await this.hold(slug));
      if (!held) return undefined;
      await this.refresh(held);
    } catch (error) {
      this.reportFailure(error);
      throw policyUnavailable();
    }
    const policy = this.current(slug);
    if (!policy) throw policyUnavailable();
    return policy;
  }

  /** Looks for versions this process has missed. Runs each second. */
  async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      this.releaseUnused();
      const held = [...this.byId.values()];
      this.metrics.policyAgeSeconds.set(this.greatestAgeMs() / 1000);
      if (held.length === 0) return;
      const lookedAt = this.clock.now().getTime();
      const versions = await this.rows.versions(held.map(({ organizationId }) => organizationId));
      const now = new Map(versions.map(({ organizationId, version }) => [organizationId, version]));
      await Promise.all(held.map((one) => this.catchUp(one, now.get(one.organizationId), lookedAt)));
    } catch (error) {
      this.reportFailure(error);
    } finally {
      this.polling = false;
    }
  }

  private async catchUp(held: Held, version: number | undefined, lookedAt: number): Promise<void> {
    if (version === undefined) this.release(held);
    else if (held.policy === undefined || held.policy.version < version) await this.refresh(held);
    else held.checkedAt = Math.max(held.checkedAt, lookedAt);
  }

  private async hold(slug: string): Promise<Held | undefined> {
    const organization = await this.rows.findOrganization(slug);
    if (!organization) return undefined;
    const { organizationId } = organization;
    const known = this.byId.get(organizationId);
    if (known) return known;
    const held: Held = {
      organizationId,
      slug,
      checkedAt: 0,
      usedAt: this.clock.now().getTime(),
      again: false,
    };
    this.byId.set(organizationId, held);
    this.bySlug.set(slug, held);
    return held;
  }

  private refresh(held: Held): Promise<void> {
    if (held.loading) {
      held.again = true;
      return held.loading;
    }
    held.loading = this.load(held).finally(() => (held.loading = undefined));
    return held.loading;
  }

  private async load(held: Held): Promise<void> {
    do {
      held.again = false;
      const lookedAt = this.clock.now().getTime();
      const before = held.policy;
      held.policy = await this.unitOfWork.read(systemContext(held.organizationId, 'gateway'), (work) =>
        this.compiled.of(work),
      );
      held.checkedAt = lookedAt;
      if (held.policy !== before) for (const handler of this.changeHandlers) handler();
    } while (held.again);
  }

  private releaseUnused(): void {
    const now = this.clock.now().getTime();
    for (const held of this.byId.values()) if (now - held.usedAt > unusedAfterMs) this.release(held);
  }

  private release(held: Held): void {
    this.byId.delete(held.organizationId);
    this.bySlug.delete(held.slug);
  }

  private greatestAgeMs(): number {
    const now = this.clock.now().getTime();
    return Math.max(
      0,
      ...[...this.byId.values()].filter(({ policy }) => policy).map(({ checkedAt }) => now - checkedAt),
    );
  }

  private reportFailure(error: unknown): void {
    this.log.warn(
      { err: error },
      'policies could not be refreshed; what is held is trusted for ten seconds at most',
    );
  }
}
