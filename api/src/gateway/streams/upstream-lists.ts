import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ConnectorScansService } from '../../connectors/connector-scans.service.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { systemContext } from '../../kernel/system-context.js';
import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { Log } from '../../platform/telemetry/log.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Resolved } from '../pipeline/resolve.js';
import { RescanPace } from './rescan-pace.js';
import { StandingStreams, type Watching } from './standing-streams.js';

/** Somebody's wish to know when an upstream changes its lists. */
export interface Following {
  /** Resolves when the upstream is listened to, or cannot be at the moment. */
  readonly settled: Promise<void>;
  renew(resolved: Resolved): Promise<void>;
  leave(): void;
}

interface Followed {
  readonly organizationId: string;
  readonly watching: Watching;
  readonly pace: RescanPace;
  followers: number;
  lingering: NodeJS.Timeout | undefined;
}

const announcements: ReadonlySet<string> = new Set(
  ['tools', 'prompts', 'resources'].map((list) => `notifications/${list}/list_changed`),
);

/**
 * Listens to upstreams for changes of what they offer, once for all clients of a connector, while there are any.
 *
 * An announcement changes nothing by itself: it asks for a scan, and what the scan finds is decided upon as ever.
 */
@Injectable()
export class UpstreamLists implements BeforeApplicationShutdown {
  private readonly followed = new Map<string, Followed>();
  private isFull = false;

  constructor(
    private readonly standing: StandingStreams,
    private readonly scans: ConnectorScansService,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  beforeApplicationShutdown(): void {
    for (const { pace, lingering } of this.followed.values()) {
      pace.end();
      clearTimeout(lingering);
    }
  }

  /** Follows the lists of an upstream that announces their changes; undefined for one that never does, or too many. */
  follow(resolved: Resolved): Following | undefined {
    if (!announces(resolved.served.verdict.capabilities)) return undefined;
    const { id } = resolved.connector;
    const known = this.followed.get(id);
    if (!known && !this.#hasRoom(resolved.policy.organizationId)) {
      // It is asked for again and again, by each client that would hear of it.
      if (!this.isFull)
        this.log.warn({ connectorId: id }, 'servers are not listened to: too many already are');
      this.isFull = true;
      return undefined;
    }
    if (!known) this.isFull = false;
    const followed = known ?? this.#begin(resolved);
    followed.followers += 1;
    clearTimeout(followed.lingering);
    return {
      settled: followed.watching.settled,
      renew: (now) => followed.watching.renew(now),
      leave: () => {
        followed.followers -= 1;
        if (followed.followers > 0) return;
        // The next client comes soon, as a rule: most open a stream, leave and come back.
        followed.lingering = setTimeout(() => this.#end(id, followed), this.limits.lingerMs).unref();
      },
    };
  }

  /** Whether one more may be listened to; those that no client is there for any more give way. */
  #hasRoom(organizationId: string): boolean {
    const { followedPerOrganization, followedPerProcess } = this.limits;
    const all = [...this.followed];
    const own = all.filter(([, followed]) => followed.organizationId === organizationId);
    const full = own.length >= followedPerOrganization ? own : all;
    if (full === all && all.length < followedPerProcess) return true;
    const idle = full.find(([, { followers }]) => followers === 0);
    if (!idle) return false;
    clearTimeout(idle[1].lingering);
    this.#end(...idle);
    return true;
  }

  #begin(resolved: Resolved): Followed {
    const { policy, connector } = resolved;
    const context = systemContext(policy.organizationId, 'gateway');
    const { rescansAtOnce: atOnce, rescanEveryMs: everyMs } = this.limits;
    const pace = new RescanPace({ atOnce, everyMs }, this.clock, () => {
      this.scans
        .wantScan(context, connector.id)
        .catch((error: unknown) =>
          this.log.warn({ err: error, connectorId: connector.id }, 'a scan could not be asked for'),
        );
    });
    const listener = { sessionKey: `connector/${connector.id}`, context, clientCapabilities: {} };
    const watching = this.standing.join(listener, resolved, {
      uris: new Set(),
      tasks: new Set(),
      lists: true,
      heard: ({ method }) => {
        if (announcements.has(method)) pace.want();
      },
      // A server that was away may have come back with other tools, and says so to nobody.
      reached: (wasAway) => {
        if (wasAway) pace.want();
      },
    });
    const { organizationId } = policy;
    const followed: Followed = { organizationId, watching, pace, followers: 0, lingering: undefined };
    this.followed.set(connector.id, followed);
    return followed;
  }

  #end(connectorId: string, followed: Followed): void {
    followed.pace.end();
    followed.watching.leave();
    if (this.followed.get(connectorId) === followed) this.followed.delete(connectorId);
  }
}

function announces(capabilities: JsonObject): boolean {
  return ['tools', 'prompts', 'resources'].some(
    (list) => memberOf(objectOf(capabilities, list), 'listChanged') === true,
  );
}
