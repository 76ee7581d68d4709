import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { decide, isPublishedTo } from '../../policies/decide.js';
import type { CompiledConnector, CompiledPolicy, Ground } from '../../policies/policy.js';
import { twinsOf } from '../offerings/resource-spelling.js';
import { matchesTemplate } from '../offerings/uri-template.js';
import { reaches, type Caller } from '../pipeline/authenticate.js';
import { isVisible, type Decided } from '../pipeline/decide.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Resolution, type Resolved } from '../pipeline/resolve.js';

/** A connector that has a URI, and what the policy says of reading it there. */
export interface Owner {
  readonly resolved: Resolved;
  readonly decided: Decided;
  /** Whether it stands in the way of others: it is allowed, or only not at the moment. */
  readonly isClaim: boolean;
}

/**
 * Finds whose a resource is. URIs are not prefixed, because results link to them as they are; so two connectors may
 * offer the same one, and then none of them is taken at its word: it could be the other's it claims. Rules that allow
 * one of them alone settle it; that one is suspended or held for the moment does not.
 */
@Injectable()
export class ResourceOwners {
  constructor(
    private readonly resolution: Resolution,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The connector whose a resource is, if anybody's; refuses when it could be several connectors'. */
  async only(
    policy: CompiledPolicy,
    caller: Caller,
    uri: string,
    decideAt: (resolved: Resolved, at: Date) => Decided,
  ): Promise<Owner | undefined> {
    const owners = await this.of(policy, caller, uri, decideAt);
    const claiming = owners.filter(({ isClaim }) => isClaim);
    if (claiming.length > 1) throw ambiguous(uri, claiming);
    return claiming[0] ?? owners[0];
  }

  /** The connectors that, as far as the caller may know, have a URI or template; in the order of their words. */
  async of(
    policy: CompiledPolicy,
    caller: Caller,
    uri: string,
    decideAt: (resolved: Resolved, at: Date) => Decided,
  ): Promise<Owner[]> {
    const at = this.clock.now();
    const knowing = [...policy.connectors.values()].filter(
      (connector) =>
        isPublishedTo(connector, caller.principal) &&
        reaches(caller.scope, connector) &&
        knows(connector, uri),
    );
    const owners = await Promise.all(
      knowing.map(async ({ slug }): Promise<Owner[]> => {
        const resolved = await this.resolution.resolve(policy, caller, slug).catch(ifUnusable);
        const decided = resolved && decideAt(resolved, at);
        if (!decided || !isVisible(decided)) return [];
        return [{ resolved, decided, isClaim: claims(resolved, caller, decided, at) }];
      }),
    );
    return owners.flat();
  }
}

/** What keeps something from a caller only for the moment; by its rules it may be theirs. */
const passing: ReadonlySet<Ground> = new Set(['connector_suspended', 'contract_changed', 'contract_gone']);

function claims(
  { policy, connector }: Resolved,
  { principal, scope }: Caller,
  { decision, offering, question: { kind, name } }: Decided,
  at: Date,
): boolean {
  if (!offering || !passing.has(decision.ground)) return decision.ground === 'rule_allow';
  const passed: CompiledConnector = {
    ...connector,
    state: 'published',
    offerings: new Map([[kind, new Map([[name, { ...offering, contract: 'approved' }]])]]),
  };
  const afterwards = { ...policy, connectors: new Map([[connector.slug, passed]]) };
  const request = { principal, token: scope, connectorSlug: connector.slug, offering: { kind, name }, at };
  return decide(afterwards, request).ground === 'rule_allow';
}

function knows(connector: CompiledConnector, uri: string): boolean {
  const templates = connector.offerings.get('resource_template');
  return (
    (connector.offerings.get('resource')?.has(uri) ?? false) ||
    (templates?.has(uri) ?? false) ||
    twinsOf(connector, uri).length > 0 ||
    [...(templates?.keys() ?? [])].some((template) => matchesTemplate(template, uri))
  );
}

/** A connector that cannot be served has no say. */
function ifUnusable(error: unknown): undefined {
  if (error instanceof GatewayRefusal) return undefined;
  throw error;
}

function ambiguous(uri: string, owners: readonly Owner[]): GatewayRefusal {
  const words = owners.map(({ resolved }) => resolved.connector.slug).join(', ');
  return new GatewayRefusal('offering_ambiguous', 200, {
    code: errorCodes.invalidParams,
    message: `Several connectors offer this resource (${words}), so it is not clear whose is meant. Read it at the address of the one you mean.`,
    data: { uri: uri.slice(0, 256) },
  });
}
