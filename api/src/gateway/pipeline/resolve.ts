import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { isSlug } from '../../organizations/organization.js';
import { isPublishedTo } from '../../policies/decide.js';
import { GatewayPolicies } from '../../policies/gateway-policies.js';
import type { CompiledConnector, CompiledPolicy } from '../../policies/policy.js';
import type { EraVerdict } from '../../platform/mcp/upstream/target.js';
import type { Caller } from './authenticate.js';
import { ConnectorDirectory, type ServedConnector } from '../offerings/connector-directory.js';
import { refuse, refuseForNow } from './gateway-refusal.js';

/** Where a request goes: the connector as the policy of this moment knows it, and how to reach it. */
export interface Resolved {
  readonly policy: CompiledPolicy;
  readonly connector: CompiledConnector;
  readonly served: ServedConnector & { readonly verdict: EraVerdict };
  /** Set where the request came to the organization's aggregated address. */
  readonly aggregated?: Aggregated;
}

/** What is remembered of how a request was put at the aggregated address. */
export interface Aggregated {
  /** The name the client used, with the connector's word in front. Resources keep their own. */
  readonly calledAs?: string;
}

/** Finds the organization's policy and the connector behind an address. */
@Injectable()
export class Resolution {
  constructor(
    private readonly policies: GatewayPolicies,
    private readonly directory: ConnectorDirectory,
  ) {}

  /** The policy of an organization; undefined when there is none of this name. */
  async policyOf(organizationSlug: string): Promise<CompiledPolicy | undefined> {
    const known = this.policies.current(organizationSlug);
    if (known) return known;
    // What no organization can be called is not looked up.
    if (!isSlug(organizationSlug)) return undefined;
    try {
      return await this.policies.find(organizationSlug);
    } catch (error) {
      if (error instanceof Refusal)
        throw refuseForNow('policy_unavailable', 503, `${error.message} ${error.nextStep}`);
      throw error;
    }
  }

  /** The connector for this caller. One that is not published to them is as unknown as one that never was. */
  async resolve(policy: CompiledPolicy, caller: Caller, connectorSlug: string): Promise<Resolved> {
    const connector = policy.connectors.get(connectorSlug);
    if (!connector || !isPublishedTo(connector, caller.principal)) throw unknownConnector();
    const served = await this.directory.get(policy, connector);
    if (!served) throw unknownConnector();
    const { verdict } = served;
    if (!verdict) {
      throw refuse(
        'connector_unready',
        503,
        `${connector.name} was not scanned yet, so it is not known how to reach it. Ask an admin of your organization to scan it.`,
      );
    }
    return { policy, connector, served: { ...served, verdict } };
  }
}

function unknownConnector() {
  return refuse(
    'connector_unknown',
    404,
    'Not Found: there is no such connector, or it is not published to you. Check the address in the catalog, or ask an admin of your organization.',
  );
}
