import type { Classification } from '../contracts/classification.js';
import { contractState, type OfferingKind } from '../contracts/contract.js';
import { compileSettings, type LimitSetting } from '../limits/limit-setting.js';
import {
  everyone,
  offeringKinds,
  type Audience,
  type CompiledConnector,
  type CompiledOffering,
  type CompiledPolicy,
  type ConnectorState,
  type RuleEffect,
} from './policy.js';

/** The rows a policy is made of, as they stand in one consistent view of the database. */
export interface PolicyRows {
  readonly organizationId: string;
  readonly version: number;
  readonly connectors: readonly {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly state: ConnectorState;
  }[];
  readonly offerings: readonly {
    readonly id: string;
    readonly connectorId: string;
    readonly kind: OfferingKind;
    readonly name: string;
    readonly classification: Classification;
    readonly liveHash: string | null;
    readonly approvedHash: string | null;
  }[];
  /** A null group is everyone. */
  readonly publications: readonly { readonly connectorId: string; readonly groupId: string | null }[];
  readonly rules: readonly {
    readonly offeringId: string;
    readonly groupId: string | null;
    readonly effect: RuleEffect;
  }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly limits?: readonly LimitSetting[];
}

const nobody: Audience = { everyone: false, groupIds: new Set() };
const noRules: ReadonlyMap<string, RuleEffect> = new Map();

/** Makes the policy that `decide` asks. Takes time so that `decide` does not: everything is found by key. */
export function compile(rows: PolicyRows): CompiledPolicy {
  const rules = rulesByOffering(rows.rules);
  const audiences = audiencesByConnector(rows.publications);
  const offerings = new Map<string, CompiledOffering[]>();
  for (const row of rows.offerings) {
    const compiled: CompiledOffering = {
      id: row.id,
      kind: row.kind,
      name: row.name,
      classification: row.classification,
      contract: contractState(row.approvedHash, row.liveHash),
      approvedHash: row.approvedHash,
      rules: rules.get(row.id) ?? noRules,
    };
    const siblings = offerings.get(row.connectorId);
    if (siblings) siblings.push(compiled);
    else offerings.set(row.connectorId, [compiled]);
  }
  const connectors = new Map<string, CompiledConnector>();
  for (const row of [...rows.connectors].sort((a, b) => byText(a.slug, b.slug))) {
    connectors.set(row.slug, {
      id: row.id,
      slug: row.slug,
      name: row.name,
      state: row.state,
      audience: audiences.get(row.id) ?? nobody,
      offerings: byKindAndName(offerings.get(row.id) ?? []),
    });
  }
  return {
    organizationId: rows.organizationId,
    version: rows.version,
    connectors,
    groupNames: new Map(rows.groups.map(({ id, name }) => [id, name])),
    limits: compileSettings(rows.limits ?? []),
  };
}

function rulesByOffering(rows: PolicyRows['rules']): Map<string, Map<string, RuleEffect>> {
  const found = new Map<string, Map<string, RuleEffect>>();
  for (const { offeringId, groupId, effect } of rows) {
    const cells = found.get(offeringId) ?? new Map<string, RuleEffect>();
    found.set(offeringId, cells.set(groupId ?? everyone, effect));
  }
  return found;
}

function audiencesByConnector(rows: PolicyRows['publications']): Map<string, Audience> {
  const found = new Map<string, { everyone: boolean; groupIds: Set<string> }>();
  for (const { connectorId, groupId } of rows) {
    const audience = found.get(connectorId) ?? { everyone: false, groupIds: new Set<string>() };
    if (groupId === null) audience.everyone = true;
    else audience.groupIds.add(groupId);
    found.set(connectorId, audience);
  }
  return found;
}

/** Sorted once here, because the maps keep this order and lists are read from them. */
function byKindAndName(offerings: CompiledOffering[]): CompiledConnector['offerings'] {
  offerings.sort((a, b) => byText(a.name, b.name));
  const kinds = new Map<OfferingKind, Map<string, CompiledOffering>>();
  for (const kind of offeringKinds) {
    const named = offerings
      .filter((offering) => offering.kind === kind)
      .map((offering) => [offering.name, offering] as const);
    if (named.length > 0) kinds.set(kind, new Map(named));
  }
  return kinds;
}

/** By code unit: the order must not depend on the machine's language. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
