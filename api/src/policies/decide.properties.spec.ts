import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type PolicyRows } from './compile.js';
import { decide, listable } from './decide.js';
import { offeringKinds, type GatewayScope, type PolicyRequest, type Principal } from './policy.js';

/**
 * The policy once more, as plainly as it can be said: straight from the rows, no maps, no early exits.
 * Written apart from `decide` so that a mistake would have to be made twice.
 */
function reference(rows: PolicyRows, request: PolicyRequest): { allow: boolean; visible: boolean } {
  const { principal, token } = request;
  const connector = rows.connectors.filter(({ slug }) => slug === request.connectorSlug).at(0);
  const offering = rows.offerings
    .filter(({ connectorId }) => connectorId === connector?.id)
    .filter(({ kind, name }) => kind === request.offering.kind && name === request.offering.name)
    .at(0);
  if (!connector || !offering) return { allow: false, visible: false };

  const mine = (groupId: string | null) =>
    groupId === null || [...principal.groupIds].some((id) => id === groupId);
  const approved = offering.approvedHash !== null;
  const drifted = approved && offering.liveHash !== offering.approvedHash;
  const gone = offering.liveHash === null;
  const reads = offering.classification === 'read';
  const published = rows.publications.some(
    ({ connectorId, groupId }) => connectorId === connector.id && mine(groupId),
  );
  const effects = rows.rules
    .filter(({ offeringId, groupId }) => offeringId === offering.id && mine(groupId))
    .map(({ effect }) => effect);
  const instructions = offering.kind === 'instructions';
  const reached = token?.connectors === 'all' ? [] : (token?.connectors ?? []);
  const scope = reached.filter(({ connectorId }) => connectorId === connector.id).at(0);
  const connectorInToken = !token || token.connectors === 'all' || scope !== undefined;
  const offeringInToken =
    instructions ||
    scope === undefined ||
    scope.tools === 'all' ||
    (offering.kind === 'tool' && scope.tools.some((name) => name === offering.name));
  const accessInToken = instructions || !token || token.access === 'write' || reads;

  const allow = [
    connector.state === 'published',
    approved && !gone && (!drifted || reads),
    published,
    instructions || (effects.includes('allow') && !effects.includes('block')),
    connectorInToken && offeringInToken && accessInToken,
    principal.active,
  ].every(Boolean);
  const visible = [
    approved,
    connector.state === 'published' || connector.state === 'suspended',
    published,
    connectorInToken,
    principal.active,
  ].every(Boolean);
  return { allow, visible };
}

const groups = ['g1', 'g2', 'g3'];
// Few of each, so that rules, publications and tokens meet often.
const connectorIds = ['c1', 'c2'];
const names = ['alpha', 'beta'];
const someGroup = fc.option(fc.constantFrom(...groups), { nil: null });
const hash = fc.option(fc.constantFrom('h1', 'h2'), { nil: null });

const policyRows: fc.Arbitrary<PolicyRows> = fc
  .uniqueArray(
    fc.record({
      connectorId: fc.constantFrom(...connectorIds),
      kind: fc.constantFrom(...offeringKinds),
      name: fc.constantFrom(...names),
      classification: fc.constantFrom('read' as const, 'write' as const, 'destructive' as const),
      // Weighted towards approved, so that most questions reach the rules.
      hashes: fc.oneof(
        { weight: 3, arbitrary: fc.constant({ liveHash: 'h1', approvedHash: 'h1' }) },
        { weight: 2, arbitrary: fc.record({ liveHash: hash, approvedHash: hash }) },
      ),
    }),
    {
      minLength: 4,
      maxLength: 20,
      selector: ({ connectorId, kind, name }) => `${connectorId} ${kind} ${name}`,
    },
  )
  .chain((drafts) => {
    const offerings = drafts.map(({ hashes, ...draft }, index) => ({ ...draft, ...hashes, id: `o${index}` }));
    return fc.record({
      organizationId: fc.constant('acme'),
      version: fc.nat(),
      connectors: fc
        .tuple(
          ...connectorIds.map(() =>
            fc.oneof(
              { weight: 4, arbitrary: fc.constant('published' as const) },
              {
                weight: 1,
                arbitrary: fc.constantFrom('draft' as const, 'suspended' as const, 'retired' as const),
              },
            ),
          ),
        )
        .map((states) => states.map((state, index) => connectorRow(connectorIds[index]!, state))),
      offerings: fc.constant(offerings),
      publications: fc.uniqueArray(
        fc.record({ connectorId: fc.constantFrom(...connectorIds), groupId: someGroup }),
        { maxLength: 8, selector: ({ connectorId, groupId }) => `${connectorId} ${groupId}` },
      ),
      rules: fc.uniqueArray(
        fc.record({
          offeringId: fc.constantFrom(...offerings.map(({ id }) => id)),
          groupId: someGroup,
          effect: fc.constantFrom('allow' as const, 'allow' as const, 'block' as const),
        }),
        { maxLength: 40, selector: ({ offeringId, groupId }) => `${offeringId} ${groupId}` },
      ),
      groups: fc.constant(groups.map((id) => ({ id, name: id.toUpperCase() }))),
    });
  });

const principal: fc.Arbitrary<Principal> = fc.record({
  memberId: fc.constant('m1'),
  groupIds: fc.subarray(groups).map((ids) => new Set(ids)),
  active: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

const scope: fc.Arbitrary<GatewayScope> = fc.record({
  connectors: fc.oneof(
    fc.constant('all' as const),
    fc.constant(null),
    fc.uniqueArray(
      fc.record({
        connectorId: fc.constantFrom(...connectorIds),
        slug: fc.constantFrom(...connectorIds),
        tools: fc.oneof(fc.constant('all' as const), fc.subarray(names)),
      }),
      { selector: ({ connectorId }) => connectorId },
    ),
  ),
  access: fc.constantFrom('read' as const, 'write' as const),
});

const token = fc.option(scope, { nil: undefined });

/** Every question that can be asked of the policy, and one about a connector and a name that do not exist. */
function questions(who: Principal, withToken: GatewayScope | undefined): PolicyRequest[] {
  return [...connectorIds, 'nowhere'].flatMap((connectorSlug) =>
    offeringKinds.flatMap((kind) =>
      [...names, 'nothing'].map((name) => ({
        principal: who,
        token: withToken,
        connectorSlug,
        offering: { kind, name },
        at: new Date(0),
      })),
    ),
  );
}

function allowedBy(rows: PolicyRows, who: Principal, withToken?: GatewayScope): Set<string> {
  return new Set(
    listable(compile(rows), who, withToken).map(
      ({ connector, offering }) => `${connector.id} ${offering.id}`,
    ),
  );
}

describe('decide, on random policies', () => {
  it('agrees with the reference evaluator on every question', () => {
    fc.assert(
      fc.property(policyRows, principal, token, (rows, who, withToken) => {
        const policy = compile(rows);
        for (const request of questions(who, withToken)) {
          const decision = decide(policy, request);
          expect({ allow: decision.effect === 'allow', visible: decision.visible }).toEqual(
            reference(rows, request),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('allows often enough for this to mean something', () => {
    const drawn = fc.sample(fc.tuple(policyRows, principal, token), { numRuns: 300, seed: 1 });
    const used = drawn.filter(([rows, who, withToken]) => allowedBy(rows, who, withToken).size > 0);
    expect(used.length).toBeGreaterThan(60);
  });

  it('lists exactly what it would allow', () => {
    fc.assert(
      fc.property(policyRows, principal, token, (rows, who, withToken) => {
        const policy = compile(rows);
        const byAsking = questions(who, withToken)
          .map((request) => decide(policy, request))
          .filter(({ effect }) => effect === 'allow')
          .map(({ connectorId, offeringId }) => `${connectorId} ${offeringId}`);
        expect(allowedBy(rows, who, withToken)).toEqual(new Set(byAsking));
      }),
    );
  });

  it('never shows less than it allows', () => {
    fc.assert(
      fc.property(policyRows, principal, token, (rows, who, withToken) => {
        const policy = compile(rows);
        const hidden = questions(who, withToken)
          .map((request) => decide(policy, request))
          .filter(({ effect, visible }) => effect === 'allow' && !visible);
        expect(hidden).toEqual([]);
      }),
    );
  });

  it('never widens when a block is added', () => {
    fc.assert(
      fc.property(
        policyRows,
        principal,
        token,
        fc.nat(),
        someGroup,
        (rows, who, withToken, index, groupId) => {
          const offeringId = rows.offerings[index % rows.offerings.length]!.id;
          const others = rows.rules.filter(
            (rule) => rule.offeringId !== offeringId || rule.groupId !== groupId,
          );
          const blocked = { ...rows, rules: [...others, { offeringId, groupId, effect: 'block' as const }] };
          expect(
            [...allowedBy(blocked, who, withToken)].filter(
              (one) => !allowedBy(rows, who, withToken).has(one),
            ),
          ).toEqual([]);
        },
      ),
    );
  });

  it('never narrows when an allow is added for an audience that had no rule', () => {
    fc.assert(
      fc.property(
        policyRows,
        principal,
        token,
        fc.nat(),
        someGroup,
        (rows, who, withToken, index, groupId) => {
          const offeringId = rows.offerings[index % rows.offerings.length]!.id;
          fc.pre(!rows.rules.some((rule) => rule.offeringId === offeringId && rule.groupId === groupId));
          const widened = {
            ...rows,
            rules: [...rows.rules, { offeringId, groupId, effect: 'allow' as const }],
          };
          const after = allowedBy(widened, who, withToken);
          expect([...allowedBy(rows, who, withToken)].filter((one) => !after.has(one))).toEqual([]);
        },
      ),
    );
  });

  it('only narrows with a token', () => {
    fc.assert(
      fc.property(policyRows, principal, scope, (rows, who, withToken) => {
        const without = allowedBy(rows, who);
        expect([...allowedBy(rows, who, withToken)].filter((one) => !without.has(one))).toEqual([]);
      }),
    );
  });
});

function connectorRow(id: string, state: PolicyRows['connectors'][number]['state']) {
  return { id, slug: id, name: id.toUpperCase(), state };
}
