import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import { ResourceOwners } from '../aggregate/resource-owners.js';
import type { Caller } from '../pipeline/authenticate.js';
import { decideOn, type Decided } from '../pipeline/decide.js';
import { GatewayRefusal, refuseForNow, type GatewayRefusalCode } from '../pipeline/gateway-refusal.js';
import { Resolution, type Resolved } from '../pipeline/resolve.js';
import type { OpenedTask } from '../tasks/task-handles.js';
import { offersTasks } from '../tasks/tasks.js';

/** Where a stream is open: at one connector's address, or at that of all of them. */
export interface StreamAddress {
  readonly organizationSlug: string;
  readonly connectorSlug?: string;
}

/** The connector of what is wanted, and what the policy says of it. */
export interface Found {
  readonly resolved: Resolved;
  readonly decided: Decided;
}

/** What is nobody's, or not clear whose. */
export interface Missing {
  readonly code: GatewayRefusalCode;
}

/** Finds what the client of a stream wants to hear of, at the stream's address and by the policy of the moment. */
@Injectable()
export class Whereabouts {
  constructor(
    private readonly resolution: Resolution,
    private readonly owners: ResourceOwners,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The connector of an address that names one. */
  async connector(address: StreamAddress, caller: Caller): Promise<Resolved | undefined> {
    const { connectorSlug } = address;
    if (connectorSlug === undefined) return undefined;
    return this.resolution.resolve(await this.#policyOf(address), caller, connectorSlug);
  }

  /** Whose a resource is; to watch it is decided as to read it. */
  async resource(address: StreamAddress, caller: Caller, uri: string): Promise<Found | Missing> {
    const own = await this.connector(address, caller);
    if (own) return { resolved: own, decided: this.decideResource(own, caller, uri) };
    const policy = await this.#policyOf(address);
    try {
      const owner = await this.owners.only(policy, caller, uri, (resolved) =>
        this.decideResource(resolved, caller, uri),
      );
      if (!owner) return { code: 'offering_unknown' };
      return { ...owner, resolved: { ...owner.resolved, aggregated: {} } };
    } catch (error) {
      if (error instanceof GatewayRefusal) return error;
      throw error;
    }
  }

  /** Where a task was made; it is decided on as a call of the tool that made it. */
  async task(address: StreamAddress, caller: Caller, task: OpenedTask): Promise<Found | Missing> {
    const policy = await this.#policyOf(address);
    const connector = [...policy.connectors.values()].find(({ id }) => id === task.connectorId);
    const isHere = address.connectorSlug === undefined || address.connectorSlug === connector?.slug;
    if (!connector || !isHere) return { code: 'task_unknown' };
    try {
      const resolved = await this.resolution.resolve(policy, caller, connector.slug);
      if (!offersTasks(resolved)) return { code: 'task_unknown' };
      return { resolved, decided: this.decideTask(resolved, caller, task) };
    } catch (error) {
      if (error instanceof GatewayRefusal) return error;
      throw error;
    }
  }

  /** What the policy says now of what is not where it was. */
  async lost(address: StreamAddress, { connector, ...before }: Resolved): Promise<Resolved> {
    const policy = await this.#policyOf(address);
    return { ...before, policy, connector: policy.connectors.get(connector.slug) ?? connector };
  }

  decideResource(resolved: Resolved, caller: Caller, uri: string): Decided {
    const request = { jsonrpc: '2.0', id: 0, method: 'resources/subscribe', params: { uri } } as const;
    return decideOn(resolved, caller, { request }, this.clock.now());
  }

  decideTask(resolved: Resolved, caller: Caller, task: OpenedTask): Decided {
    const request = { jsonrpc: '2.0', id: 0, method: 'tasks/get', params: { taskId: task.handle } } as const;
    return decideOn(resolved, caller, { request, task }, this.clock.now());
  }

  async #policyOf({ organizationSlug }: StreamAddress): Promise<CompiledPolicy> {
    const policy = await this.resolution.policyOf(organizationSlug);
    if (policy) return policy;
    throw refuseForNow(
      'policy_unavailable',
      503,
      'Service Unavailable: the policy of this organization is not there. Try again in a moment.',
    );
  }
}

/** Whether something was found. */
export function isFound(found: Found | Missing): found is Found {
  return 'resolved' in found;
}
