import type { ContractState, RuleEffect } from '../../graphql/generated/schema';
import type { ConnectorDetails, ConnectorOffering } from '../offerings';

const sales = { id: 'sales', name: 'Sales', memberCount: 24 };
const support = { id: 'support', name: 'Support', memberCount: 31 };
const member = { id: 'bruno', displayName: 'Bruno' };

/** Groups that connectors in specs are published to. */
export const groups = { sales, support };

/** A rule of an offering, for everyone unless a group is named. */
export function givenRule(
  effect: RuleEffect,
  group: typeof sales | null = null,
): ConnectorOffering['rules'][number] {
  return {
    id: `${effect} ${group?.id}`,
    effect,
    group,
    changedAt: '2026-11-01T00:00:00Z',
    changedBy: member,
  };
}

/** An approved tool that reads, with what the spec is about put in its place. */
export function givenOffering(name: string, given: Partial<ConnectorOffering> = {}): ConnectorOffering {
  const state: ContractState = given.contractState ?? 'APPROVED';
  return {
    id: name,
    kind: 'TOOL',
    name,
    title: null,
    classification: 'READ',
    contractState: state,
    liveHash: state === 'GONE' ? null : `live-${name}`,
    approvedHash: state === 'NEW' ? null : `approved-${name}`,
    findings: [],
    rules: [],
    ...given,
  };
}

/** A publication to a group, or to everyone. */
export function givenPublication(
  group: typeof sales | null,
  memberCount = group?.memberCount ?? 312,
): ConnectorDetails['publications'][number] {
  return {
    id: group?.id ?? 'everyone',
    group,
    memberCount,
    publishedAt: '2026-11-01T00:00:00Z',
    publishedBy: member,
  };
}

/** A draft connector that an admin may do everything with. */
export function givenConnector(given: Partial<ConnectorDetails> = {}): ConnectorDetails {
  return {
    id: 'crm-id',
    slug: 'crm',
    name: 'CRM',
    purpose: 'Contacts and deals',
    dataClass: 'INTERNAL',
    url: 'https://crm.example/mcp',
    transport: 'STREAMABLE_HTTP',
    authentication: 'NONE',
    state: 'DRAFT',
    stateSince: '2026-11-01T00:00:00Z',
    version: 3,
    createdAt: '2026-10-01T00:00:00Z',
    mcpUrl: 'https://castellan.example/mcp/acme/crm',
    protocolRevision: '2026-07-28',
    callTimeoutSeconds: null,
    concurrentCalls: null,
    changeHandling: 'HOLD',
    changeHandlingSetAt: null,
    changeHandlingSetBy: null,
    health: { state: 'UNKNOWN' },
    serverName: 'crm',
    serverVersion: '1.0.0',
    instructions: null,
    owner: member,
    credential: null,
    lastScan: null,
    offeringCounts: { tools: 0, resources: 0, resourceTemplates: 0, prompts: 0, allowed: 0, held: 0 },
    publications: [],
    offerings: [],
    viewerCan: {
      edit: true,
      scan: true,
      approve: true,
      setChangeHandling: true,
      changeRules: true,
      publish: true,
      suspend: true,
      resume: true,
      retire: true,
    },
    ...given,
  };
}
