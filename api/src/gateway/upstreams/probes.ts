import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import { pause } from '../../platform/mcp/upstream/deadline.js';
import { UpstreamClient } from '../../platform/mcp/upstream/upstream-client.js';
import { Log } from '../../platform/telemetry/log.js';
import { UpstreamTargets } from '../calls/credential.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { outcomeOf, type CallOutcome } from './call-outcome.js';
import { ProbeTurnsRepository, type ProbedConnector } from './probe-turns.repository.js';
import type { Reached } from './reached.js';
import { UPSTREAM_LIMITS, type UpstreamLimits } from './upstream-limits.js';
import { Upstreams } from './upstreams.js';
import { WatchedUpstreams } from './watched-upstreams.js';

const answerBytes = 256 * 1024;

interface Ailing {
  readonly organizationId: string;
  /** When it is asked again. */
  readonly after: number;
}

/**
 * Asks the servers of published connectors that nobody calls, so that an outage is known before the first member meets
 * it. An answer or its absence counts as that of a call would; it is nobody's call, though, and counted apart.
 *
 * A server that failed is asked again soon by the process that found out, until it answers; so is one that this process
 * has ceased to call. For all others one process asks for all.
 */
@Injectable()
export class Probes implements OnModuleInit, BeforeApplicationShutdown {
  /** Connectors that gave no usable answer. */
  private readonly ailing = new Map<string, Ailing>();
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly turns: ProbeTurnsRepository,
    private readonly upstreams: Upstreams,
    private readonly watched: WatchedUpstreams,
    private readonly targets: UpstreamTargets,
    private readonly client: UpstreamClient,
    private readonly log: Log,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(UPSTREAM_LIMITS) private readonly limits: UpstreamLimits,
  ) {}

  onModuleInit(): void {
    if (this.limits.probeAfterMs > 0) this.running = this.keepAsking();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async keepAsking(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      // Processes that were started together do not look together.
      await this.idle(this.limits.probeEveryMs * (0.5 + Math.random()));
      if (signal.aborted) return;
      try {
        await this.round();
      } catch (error) {
        this.log.warn({ err: error }, 'it could not be found out which servers nobody calls');
      }
    }
  }

  private async round(): Promise<void> {
    const wanted = [...(await this.again()), ...(await this.taken())];
    await Promise.all(
      wanted.map(async (reached) => {
        await this.idle((this.limits.probeEveryMs / 2) * Math.random());
        if (!this.stop.signal.aborted) await this.ask(reached);
      }),
    );
  }

  /** Those whose trouble this process knows of. */
  private async again(): Promise<Reached[]> {
    const now = this.clock.now().getTime();
    const known = new Map<string, string>();
    for (const { connectorId, organizationId } of this.watched.cut()) known.set(connectorId, organizationId);
    for (const [id, { organizationId, after }] of this.ailing)
      if (after <= now) known.set(id, organizationId);
    const byOrganization = Map.groupBy(known, ([, organizationId]) => organizationId);
    const found: Reached[] = [];
    for (const [organizationId, entries] of byOrganization) {
      const ids = entries.map(([id]) => id);
      const context = systemContext(organizationId, 'gateway');
      const published = await this.unitOfWork.read(context, (work) => this.turns.find(work, ids));
      for (const id of ids) if (!published.some((one) => one.id === id)) this.ailing.delete(id);
      found.push(...published.map((one) => reachedOf(organizationId, one)));
    }
    return found;
  }

  /** Those that nobody calls, as far as no other process asks them. */
  private async taken(): Promise<Reached[]> {
    const times = { now: this.clock.now(), afterMs: this.limits.probeAfterMs };
    const found: Reached[] = [];
    for (const organizationId of await this.turns.organizations(times.now)) {
      const most = this.limits.probesAtOnce - found.length;
      if (most <= 0) break;
      const context = systemContext(organizationId, 'gateway');
      const taken = await this.unitOfWork.housekeep(context, async (work) => {
        await this.turns.spread(work, times);
        return this.turns.take(work, times, most);
      });
      const unknown = taken.filter(({ id }) => !this.ailing.has(id));
      found.push(...unknown.map((one) => reachedOf(organizationId, one)));
    }
    return found;
  }

  private async ask(reached: Reached): Promise<void> {
    const { connector, policy } = reached;
    const { signal } = this.stop;
    const sessionKey = `probe/${connector.id}/${newId()}`;
    const timeoutMs = Math.min(this.limits.probeMs, this.upstreams.callMsOf(reached));
    try {
      const target = await this.targets.of(systemContext(policy.organizationId, 'gateway'), reached);
      if (!this.upstreams.mayProbe(reached)) return;
      await this.upstreams.probe({ resolved: reached, signal }, target, ({ era }) => ({
        message: { jsonrpc: '2.0', id: 0, method: era === 'modern' ? 'server/discover' : 'ping' },
        sessionKey,
        clientCapabilities: {},
        maxBytes: answerBytes,
        timeoutMs,
        signal,
      }));
      this.ailing.delete(connector.id);
    } catch (error) {
      // Somebody called it in this very moment.
      if (signal.aborted || error instanceof GatewayRefusal) return;
      this.note(reached, outcomeOf(error));
      const code = error instanceof McpUpstreamError ? error.code : 'internal';
      const facts = { connectorId: connector.id, organizationId: policy.organizationId, code };
      this.log.info({ ...facts, err: error }, 'a server that nobody calls gave no usable answer');
    } finally {
      await this.client.closeSession(sessionKey).catch(() => undefined);
    }
  }

  private note({ connector, policy: { organizationId } }: Reached, outcome: CallOutcome): void {
    // One that answers what is of no use, to a wrong credential for instance, is not to be beset.
    const isThere = outcome === 'unusable';
    const after = this.clock.now().getTime() + (isThere ? this.limits.probeAfterMs / 4 : 0);
    if (isThere || outcome === 'failed' || outcome === 'timeout')
      this.ailing.set(connector.id, { organizationId, after });
    else this.ailing.delete(connector.id);
  }

  private async idle(milliseconds: number): Promise<void> {
    await pause(milliseconds, this.stop.signal).catch(() => undefined);
  }
}

function reachedOf(organizationId: string, connector: ProbedConnector): Reached {
  const { policyVersion, ...served } = connector;
  return {
    policy: { organizationId, version: policyVersion },
    connector: { id: connector.id, name: connector.name },
    served,
  };
}
