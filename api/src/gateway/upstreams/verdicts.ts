import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SpokenRevisionsService } from '../../connectors/spoken-revisions.service.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/refusal.js';
import { systemContext } from '../../kernel/system-context.js';
import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import type { EraVerdict, UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import { UpstreamClient } from '../../platform/mcp/upstream/upstream-client.js';
import { Log } from '../../platform/telemetry/log.js';
import type { Reached } from './reached.js';
import { UPSTREAM_LIMITS, type UpstreamLimits } from './upstream-limits.js';

interface Known {
  readonly url: string;
  readonly transport: UpstreamTarget['transport'];
  /** Found by this process; undefined until it has looked with success. */
  readonly verdict?: EraVerdict;
  readonly lookedAt: number;
}

const capacity = 2_000;

/**
 * How the servers behind connectors speak. What a scan found out holds for a while, and longer only if nothing speaks
 * against it: then it is looked again, and what differs is kept with the connector, on record.
 */
@Injectable()
export class Verdicts implements OnApplicationShutdown {
  readonly #known = new Map<string, Known>();
  readonly #looking = new Map<string, Promise<EraVerdict | undefined>>();
  readonly #stop = new AbortController();

  constructor(
    private readonly client: UpstreamClient,
    private readonly revisions: SpokenRevisionsService,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(UPSTREAM_LIMITS) private readonly limits: UpstreamLimits,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#looking.values());
  }

  /** The verdict that is newest, the connector's own or one that this process found since it was read. */
  of({ served }: Reached): EraVerdict {
    const known = this.#known.get(served.id);
    if (!known?.verdict || known.url !== served.url || known.transport !== served.transport)
      return served.verdict;
    return known.verdict.checkedAt > served.verdict.checkedAt ? known.verdict : served.verdict;
  }

  /** Looks again if the verdict is old. Nobody waits for it. */
  refresh(resolved: Reached, target: UpstreamTarget, verdict: EraVerdict): void {
    const age = this.clock.now().getTime() - Date.parse(verdict.checkedAt);
    if (age < this.limits.verdictHorizonMs || this.#looking.has(resolved.served.id)) return;
    if (!this.#rests(resolved)) void this.#look(resolved, target, verdict);
  }

  /**
   * Looks again because the server spoke against the verdict. The verdict that holds from now on; undefined if it is
   * the same, or if it cannot be told now.
   */
  async doubt(
    resolved: Reached,
    target: UpstreamTarget,
    verdict: EraVerdict,
  ): Promise<EraVerdict | undefined> {
    const newest = this.of(resolved);
    if (differ(newest, verdict)) return newest;
    const looking = this.#looking.get(resolved.served.id);
    if (!looking && this.#rests(resolved)) return undefined;
    const found = await (looking ?? this.#look(resolved, target, verdict));
    return found && differ(found, verdict) ? found : undefined;
  }

  /** A server that is looked at over and over is not helped by it. */
  #rests({ served }: Reached): boolean {
    const known = this.#known.get(served.id);
    return known !== undefined && this.clock.now().getTime() - known.lookedAt < this.limits.verdictRestMs;
  }

  #look(resolved: Reached, target: UpstreamTarget, verdict: EraVerdict): Promise<EraVerdict | undefined> {
    const { id, url, transport } = resolved.served;
    const looking = this.#found(resolved, target, verdict)
      .then((found) => {
        this.#remember(id, {
          url,
          transport,
          lookedAt: this.clock.now().getTime(),
          ...(found && { verdict: found }),
        });
        return found;
      })
      .finally(() => this.#looking.delete(id));
    this.#looking.set(id, looking);
    return looking;
  }

  async #found(
    { policy, served }: Reached,
    target: UpstreamTarget,
    before: EraVerdict,
  ): Promise<EraVerdict | undefined> {
    const facts = { connectorId: served.id, organizationId: policy.organizationId };
    let verdict: EraVerdict;
    try {
      const probed = await this.client.probe(target, { signal: this.#stop.signal });
      verdict = { ...probed, checkedAt: this.clock.now().toISOString() };
    } catch (error) {
      const code = error instanceof McpUpstreamError ? error.code : 'internal';
      this.log.info({ ...facts, err: error, code }, 'it could not be found out how a server speaks');
      return undefined;
    }
    const context = systemContext(policy.organizationId, 'gateway');
    try {
      if (differ(verdict, before)) await this.revisions.changed(context, served.id, served, verdict);
      else await this.revisions.confirmed(context, served.id, served, verdict.checkedAt);
    } catch (error) {
      // Another process was first, or the connector has moved on; either way this is what the server speaks.
      if (error instanceof Refusal) return verdict;
      this.log.warn({ ...facts, err: error }, 'how a server speaks could not be kept');
      return undefined;
    }
    return verdict;
  }

  #remember(id: string, known: Known): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    const oldest = this.#known.keys().next();
    if (this.#known.size > capacity && !oldest.done) this.#known.delete(oldest.value);
  }
}

/** Whether requests to the server have to be worded otherwise. */
function differ(one: EraVerdict, other: EraVerdict): boolean {
  return one.era !== other.era || one.revision !== other.revision || one.transport !== other.transport;
}
