import type { OfferingKind } from '../contracts/contract.js';
import { explain } from './explain.js';
import {
  everyone,
  type Audience,
  type CompiledConnector,
  type CompiledOffering,
  type CompiledPolicy,
  type Decision,
  type GatewayScope,
  type Ground,
  type PolicyRequest,
  type Principal,
} from './policy.js';

/** What the policy says of one request. The same function enforces, explains and previews. */
export function decide(policy: CompiledPolicy, request: PolicyRequest): Decision {
  const connector = policy.connectors.get(request.connectorSlug);
  const offering = connector?.offerings.get(request.offering.kind)?.get(request.offering.name);
  const ground = groundOf(connector, offering, request.principal, request.token);
  return {
    effect: allows(ground) ? 'allow' : 'deny',
    ground,
    visible: mayKnow(connector, offering, request.principal, request.token),
    ...explain(policy, ground, request.principal, connector, offering),
    policyVersion: policy.version,
    contractHash: offering?.approvedHash ?? undefined,
    connectorId: connector?.id,
    offeringId: offering?.id,
  };
}

/** An offering that is allowed, with the connector it belongs to. */
export interface Listed {
  readonly connector: CompiledConnector;
  readonly offering: CompiledOffering;
}

/** Everything the policy allows this principal, by connector, kind and name: always in the same order. */
export function listable(
  policy: CompiledPolicy,
  principal: Principal,
  token?: GatewayScope,
  only: { readonly connectorSlug?: string; readonly kind?: OfferingKind } = {},
): Listed[] {
  const listed: Listed[] = [];
  for (const connector of connectorsOf(policy, only.connectorSlug)) {
    for (const [kind, offerings] of connector.offerings) {
      if (only.kind !== undefined && kind !== only.kind) continue;
      for (const offering of offerings.values()) {
        if (allows(groundOf(connector, offering, principal, token))) listed.push({ connector, offering });
      }
    }
  }
  return listed;
}

/** Whether a connector is published to this principal: what the catalog shows and a token may name. */
export function isPublishedTo(connector: CompiledConnector, principal: Principal): boolean {
  return (
    principal.active &&
    (connector.state === 'published' || connector.state === 'suspended') &&
    includes(connector.audience, principal)
  );
}

/** Walks the order of authority and stops at the first thing that settles the question. */
function groundOf(
  connector: CompiledConnector | undefined,
  offering: CompiledOffering | undefined,
  principal: Principal,
  token: GatewayScope | undefined,
): Ground {
  if (!connector) return 'unknown_connector';
  if (connector.state !== 'published') return `connector_${connector.state}`;
  if (!offering) return 'unknown_offering';
  return (
    contractRefusal(offering) ??
    (includes(connector.audience, principal) ? undefined : 'not_published') ??
    ruleRefusal(offering, principal) ??
    (token && tokenRefusal(connector, offering, token)) ??
    (principal.active ? undefined : 'member_inactive') ??
    (offering.kind === 'instructions' ? 'instructions_approved' : 'rule_allow')
  );
}

/** A changed contract is held: what was approved is still served to readers, and nothing is written through it. */
function contractRefusal({ contract, classification }: CompiledOffering): Ground | undefined {
  switch (contract) {
    case 'approved':
      return undefined;
    case 'changed':
      return classification === 'read' ? undefined : 'contract_changed';
    case 'new':
      return 'not_approved';
    case 'gone':
      return 'contract_gone';
  }
}

/** Rules add up among a member's audiences, any block wins, and no rule is a no. */
function ruleRefusal({ kind, rules }: CompiledOffering, principal: Principal): Ground | undefined {
  // Instructions are for the model and run nothing: approving them is the whole decision.
  if (kind === 'instructions') return undefined;
  let allowed = false;
  for (const [audience, effect] of rules) {
    if (audience !== everyone && !principal.groupIds.has(audience)) continue;
    if (effect === 'block') return 'rule_block';
    allowed = true;
  }
  return allowed ? undefined : 'no_rule';
}

function tokenRefusal(
  connector: CompiledConnector,
  offering: CompiledOffering,
  token: GatewayScope,
): Ground | undefined {
  const scope = connectorScope(connector, token);
  if (scope === undefined) return 'token_connector';
  if (offering.kind === 'instructions') return undefined;
  if (scope !== 'all' && (offering.kind !== 'tool' || !scope.includes(offering.name))) return 'token_tool';
  if (token.access === 'read' && offering.classification !== 'read') return 'token_read_only';
  return undefined;
}

/** By id, not by slug: a connector that takes over a name takes over no token. */
function connectorScope(
  connector: CompiledConnector,
  token: GatewayScope,
): 'all' | readonly string[] | undefined {
  if (token.connectors === 'all') return 'all';
  return token.connectors?.find(({ connectorId }) => connectorId === connector.id)?.tools;
}

function mayKnow(
  connector: CompiledConnector | undefined,
  offering: CompiledOffering | undefined,
  principal: Principal,
  token: GatewayScope | undefined,
): boolean {
  return (
    connector !== undefined &&
    offering !== undefined &&
    offering.approvedHash !== null &&
    isPublishedTo(connector, principal) &&
    (token === undefined || connectorScope(connector, token) !== undefined)
  );
}

function includes(audience: Audience, principal: Principal): boolean {
  if (audience.everyone) return true;
  for (const groupId of audience.groupIds) if (principal.groupIds.has(groupId)) return true;
  return false;
}

function allows(ground: Ground): boolean {
  return ground === 'rule_allow' || ground === 'instructions_approved';
}

function connectorsOf(policy: CompiledPolicy, slug: string | undefined): Iterable<CompiledConnector> {
  if (slug === undefined) return policy.connectors.values();
  const connector = policy.connectors.get(slug);
  return connector ? [connector] : [];
}
