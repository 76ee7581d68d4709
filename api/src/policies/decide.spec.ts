import { describe, expect, it } from 'vitest';
import type { OfferingKind } from '../contracts/contract.js';
import { compile, type PolicyRows } from './compile.js';
import { decide, listable } from './decide.js';
import type { GatewayScope, Ground, Principal } from './policy.js';

const rows: PolicyRows = {
  organizationId: 'acme',
  version: 7,
  connectors: [
    { id: 'c-crm', slug: 'crm', name: 'CRM', state: 'published' },
    { id: 'c-calendar', slug: 'calendar', name: 'Calendar', state: 'draft' },
    { id: 'c-finance', slug: 'finance', name: 'Finance', state: 'suspended' },
    { id: 'c-tickets', slug: 'tickets', name: 'Tickets', state: 'retired' },
    { id: 'c-code', slug: 'code', name: 'Code', state: 'published' },
  ],
  offerings: [
    tool('c-crm', 'search_records', 'read', 'a', 'a'),
    tool('c-crm', 'update_record', 'write', 'b', 'b'),
    tool('c-crm', 'delete_record', 'destructive', 'c', 'c'),
    tool('c-crm', 'list_deals', 'read', 'd2', 'd'),
    tool('c-crm', 'merge_records', 'write', 'e2', 'e'),
    tool('c-crm', 'export_all', 'read', 'f', null),
    tool('c-crm', 'old_search', 'read', null, 'g'),
    tool('c-crm', 'forgotten', 'read', 'h', 'h'),
    { ...tool('c-crm', 'crm://accounts', 'read', 'i', 'i'), kind: 'resource' },
    { ...tool('c-crm', 'summarize', 'read', 'j', 'j'), kind: 'prompt' },
    { ...tool('c-crm', 'instructions', 'read', 'k', 'k'), kind: 'instructions' },
    tool('c-calendar', 'list_events', 'read', 'l', 'l'),
    tool('c-finance', 'list_invoices', 'read', 'm', 'm'),
    tool('c-tickets', 'list_tickets', 'read', 'n', 'n'),
    tool('c-code', 'list_branches', 'read', 'o', 'o'),
    { ...tool('c-code', 'instructions', 'read', 'p', null), kind: 'instructions' },
  ],
  publications: [
    { connectorId: 'c-crm', groupId: 'sales' },
    { connectorId: 'c-crm', groupId: 'support' },
    { connectorId: 'c-finance', groupId: null },
    { connectorId: 'c-tickets', groupId: null },
    { connectorId: 'c-code', groupId: null },
  ],
  rules: [
    { offeringId: 'search_records', groupId: null, effect: 'allow' },
    { offeringId: 'update_record', groupId: 'sales', effect: 'allow' },
    { offeringId: 'delete_record', groupId: 'sales', effect: 'allow' },
    { offeringId: 'delete_record', groupId: null, effect: 'block' },
    { offeringId: 'list_deals', groupId: 'sales', effect: 'allow' },
    { offeringId: 'list_deals', groupId: 'trainees', effect: 'block' },
    { offeringId: 'merge_records', groupId: null, effect: 'allow' },
    { offeringId: 'export_all', groupId: null, effect: 'allow' },
    { offeringId: 'old_search', groupId: null, effect: 'allow' },
    { offeringId: 'crm://accounts', groupId: null, effect: 'allow' },
    { offeringId: 'summarize', groupId: 'support', effect: 'allow' },
    { offeringId: 'list_events', groupId: null, effect: 'allow' },
    { offeringId: 'list_invoices', groupId: null, effect: 'allow' },
    { offeringId: 'list_tickets', groupId: null, effect: 'allow' },
    { offeringId: 'list_branches', groupId: null, effect: 'allow' },
  ],
  groups: [
    { id: 'sales', name: 'Sales' },
    { id: 'support', name: 'Support' },
    { id: 'trainees', name: 'Trainees' },
  ],
};

const people = {
  seller: { memberId: 'seller', groupIds: new Set(['sales']), active: true },
  trainee: { memberId: 'trainee', groupIds: new Set(['sales', 'trainees']), active: true },
  supporter: { memberId: 'supporter', groupIds: new Set(['support']), active: true },
  outsider: { memberId: 'outsider', groupIds: new Set(['legal']), active: true },
  'disabled seller': { memberId: 'disabled', groupIds: new Set(['sales']), active: false },
} satisfies Record<string, Principal>;

const crm = { connectorId: 'c-crm', slug: 'crm' };
const tokens = {
  'no token': undefined,
  'everything, read and write': { connectors: 'all', access: 'write' },
  'everything, read only': { connectors: 'all', access: 'read' },
  'CRM only, read and write': { connectors: [{ ...crm, tools: 'all' }], access: 'write' },
  'CRM search only': { connectors: [{ ...crm, tools: ['search_records'] }], access: 'write' },
  'CRM, with a prompt among the tools': { connectors: [{ ...crm, tools: ['summarize'] }], access: 'write' },
  'no connector': { connectors: null, access: 'write' },
  'another connector that had this slug': {
    connectors: [{ connectorId: 'c-deleted', slug: 'crm', tools: 'all' }],
    access: 'write',
  },
} satisfies Record<string, GatewayScope | undefined>;

type Who = keyof typeof people;
type With = keyof typeof tokens;
type Row = readonly [
  who: Who,
  token: With,
  connector: string,
  kind: OfferingKind,
  name: string,
  ground: Ground,
  visible: boolean,
];

const allowed: readonly Row[] = [
  ['seller', 'no token', 'crm', 'tool', 'search_records', 'rule_allow', true],
  ['supporter', 'no token', 'crm', 'tool', 'search_records', 'rule_allow', true],
  ['seller', 'no token', 'crm', 'tool', 'update_record', 'rule_allow', true],
  ['seller', 'everything, read and write', 'crm', 'tool', 'update_record', 'rule_allow', true],
  ['seller', 'everything, read only', 'crm', 'tool', 'search_records', 'rule_allow', true],
  ['seller', 'CRM search only', 'crm', 'tool', 'search_records', 'rule_allow', true],
  ['seller', 'CRM only, read and write', 'crm', 'resource', 'crm://accounts', 'rule_allow', true],
  // Changed on its server: the approved contract is still served to readers.
  ['seller', 'no token', 'crm', 'tool', 'list_deals', 'rule_allow', true],
  ['supporter', 'no token', 'crm', 'prompt', 'summarize', 'rule_allow', true],
  // Instructions are approved like a contract and need no rule.
  ['seller', 'no token', 'crm', 'instructions', 'instructions', 'instructions_approved', true],
  ['seller', 'CRM search only', 'crm', 'instructions', 'instructions', 'instructions_approved', true],
  ['outsider', 'no token', 'code', 'tool', 'list_branches', 'rule_allow', true],
];

const denied: readonly Row[] = [
  ['seller', 'no token', 'nowhere', 'tool', 'search_records', 'unknown_connector', false],
  ['seller', 'no token', 'CRM', 'tool', 'search_records', 'unknown_connector', false],
  ['seller', 'no token', 'crm', 'tool', 'Search_Records', 'unknown_offering', false],
  ['seller', 'no token', 'crm', 'tool', 'ѕearch_records', 'unknown_offering', false],
  ['seller', 'no token', 'crm', 'prompt', 'search_records', 'unknown_offering', false],
  ['seller', 'no token', 'calendar', 'tool', 'list_events', 'connector_draft', false],
  ['seller', 'no token', 'finance', 'tool', 'list_invoices', 'connector_suspended', true],
  ['seller', 'no token', 'tickets', 'tool', 'list_tickets', 'connector_retired', false],
  ['seller', 'no token', 'crm', 'tool', 'export_all', 'not_approved', false],
  ['seller', 'no token', 'crm', 'tool', 'old_search', 'contract_gone', true],
  ['seller', 'no token', 'crm', 'tool', 'merge_records', 'contract_changed', true],
  ['seller', 'no token', 'code', 'instructions', 'instructions', 'not_approved', false],
  // A rule for everyone means everyone the connector is published to.
  ['outsider', 'no token', 'crm', 'tool', 'search_records', 'not_published', false],
  ['outsider', 'no token', 'crm', 'instructions', 'instructions', 'not_published', false],
  // A block wins over an allow, whichever of them is for everyone.
  ['seller', 'no token', 'crm', 'tool', 'delete_record', 'rule_block', true],
  ['trainee', 'no token', 'crm', 'tool', 'list_deals', 'rule_block', true],
  ['seller', 'no token', 'crm', 'tool', 'forgotten', 'no_rule', true],
  ['supporter', 'no token', 'crm', 'tool', 'update_record', 'no_rule', true],
  ['seller', 'everything, read only', 'crm', 'tool', 'update_record', 'token_read_only', true],
  ['seller', 'CRM search only', 'crm', 'tool', 'update_record', 'token_tool', true],
  ['seller', 'CRM search only', 'crm', 'resource', 'crm://accounts', 'token_tool', true],
  ['supporter', 'CRM, with a prompt among the tools', 'crm', 'prompt', 'summarize', 'token_tool', true],
  ['seller', 'CRM only, read and write', 'code', 'tool', 'list_branches', 'token_connector', false],
  ['seller', 'no connector', 'crm', 'tool', 'search_records', 'token_connector', false],
  [
    'seller',
    'another connector that had this slug',
    'crm',
    'tool',
    'search_records',
    'token_connector',
    false,
  ],
  // A token never opens what a rule closes.
  ['seller', 'everything, read and write', 'crm', 'tool', 'delete_record', 'rule_block', true],
  ['disabled seller', 'no token', 'crm', 'tool', 'search_records', 'member_inactive', false],
];

const policy = compile(rows);

function ask([who, token, connectorSlug, kind, name]: Row) {
  return decide(policy, {
    principal: people[who],
    token: tokens[token],
    connectorSlug,
    offering: { kind, name },
    at: new Date('2026-03-01T09:00:00Z'),
  });
}

describe('decide', () => {
  it.each(allowed)('allows %s with %s: %s %s %s', (...row) => {
    expect(ask(row)).toMatchObject({ effect: 'allow', ground: row[5], visible: row[6], policyVersion: 7 });
  });

  it.each(denied)('denies %s with %s: %s %s %s', (...row) => {
    expect(ask(row)).toMatchObject({ effect: 'deny', ground: row[5], visible: row[6], policyVersion: 7 });
  });

  it('names the rule that decided, by its audience', () => {
    expect(ask(['seller', 'no token', 'crm', 'tool', 'update_record', 'rule_allow', true])).toMatchObject({
      rule: 'Rule: allowed for the group Sales.',
      contractHash: 'b',
      connectorId: 'c-crm',
      offeringId: 'update_record',
    });
    expect(ask(['seller', 'no token', 'crm', 'tool', 'delete_record', 'rule_block', true])).toMatchObject({
      rule: 'Rule: blocked for everyone.',
      reason: 'The tool delete_record is blocked for everyone, and a block always wins.',
      nextStep: 'Ask an admin of your organization.',
    });
    expect(ask(['trainee', 'no token', 'crm', 'tool', 'list_deals', 'rule_block', true]).rule).toBe(
      'Rule: blocked for the group Trainees.',
    );
  });

  it('serves the approved contract while a change is held, and says so', () => {
    const decision = ask(['seller', 'no token', 'crm', 'tool', 'list_deals', 'rule_allow', true]);
    expect(decision.contractHash).toBe('d');
    expect(decision.reason).toContain('what was approved is served');
  });
});

describe('listable', () => {
  it('lists what the policy allows, in the same order whatever the order of the rows', () => {
    const shuffled = compile({
      ...rows,
      connectors: [...rows.connectors].reverse(),
      offerings: [...rows.offerings].reverse(),
      rules: [...rows.rules].reverse(),
    });
    const names = listable(policy, people.seller).map(
      ({ connector, offering }) => `${connector.slug} ${offering.name}`,
    );
    expect(names).toEqual([
      'code list_branches',
      'crm list_deals',
      'crm search_records',
      'crm update_record',
      'crm crm://accounts',
      'crm instructions',
    ]);
    expect(
      listable(shuffled, people.seller).map(
        ({ connector, offering }) => `${connector.slug} ${offering.name}`,
      ),
    ).toEqual(names);
  });

  it('can be asked for one connector and one kind', () => {
    const only = { connectorSlug: 'crm', kind: 'tool' } as const;
    expect(listable(policy, people.seller, undefined, only).map(({ offering }) => offering.name)).toEqual([
      'list_deals',
      'search_records',
      'update_record',
    ]);
    expect(listable(policy, people.seller, undefined, { connectorSlug: 'nowhere' })).toEqual([]);
  });
});

function tool(
  connectorId: string,
  name: string,
  classification: 'read' | 'write' | 'destructive',
  liveHash: string | null,
  approvedHash: string | null,
): PolicyRows['offerings'][number] {
  // Only the instructions share a name; their id is told apart by the connector.
  const id = name === 'instructions' ? `${connectorId}/${name}` : name;
  return { id, connectorId, kind: 'tool', name, classification, liveHash, approvedHash };
}
