import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';
import { asMember, startInstance } from '../../test/instance.js';
import { newId } from '../kernel/ids.js';
import { CatalogService } from './catalog.service.js';
import { PoliciesModule } from './policies.module.js';
import { PoliciesService } from './policies.service.js';

let database: TestDatabase;
let given: Given;
let instance: TestingModule;
let policies: PoliciesService;
let acme: GivenOrganization;
let other: GivenOrganization;
let admin: string;
let sales: string;
let seller: string;
let outsider: string;

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  instance = await startInstance(database, [PoliciesModule]);
  policies = instance.get(PoliciesService);
  acme = await given.organization('acme');
  other = await given.organization('other');
  sales = await given.group(acme, 'Sales');
  admin = await given.member(acme, { role: 'admin', name: 'An admin' });
  seller = await given.member(acme, { groups: [sales] });
  await given.member(acme, { groups: [sales], status: 'disabled' });
  outsider = await given.member(acme);
});
afterAll(async () => {
  await instance.close();
  await given.end();
  await database.drop();
});

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const asAdmin = () => asMember(acme.id, admin, 'admin');

let made = 0;
async function connector(
  options: { approved?: boolean } = {},
): Promise<GivenConnector & { offeringId: string }> {
  made += 1;
  const one = await given.connector(acme, { slug: `connector-${made}`, ownerId: admin });
  const state = options.approved === false ? 'new' : 'approved';
  return { ...one, offeringId: await given.offering(one, 'search', { state }) };
}

async function stored(connectorId: string): Promise<{ state: string; version: number }> {
  const [row] = await given.rows<{ state: string; version: number }>(
    'select state, version from connectors where id = $1',
    [connectorId],
  );
  return row!;
}

async function policyVersion(): Promise<number> {
  const [row] = await given.rows<{ version: number }>(
    'select policy_version::int as version from organizations where id = $1',
    [acme.id],
  );
  return row!.version;
}

function events(connectorId: string): Promise<{ type: string; actor_id: string; change: unknown }[]> {
  return given.rows(
    `select type, actor_id, body -> 'change' as change from audit_events where connector_id = $1 order by recorded_at, id`,
    [connectorId],
  );
}

describe('publishing a connector', () => {
  it('turns a draft into a published connector, and records whom it reaches now', async () => {
    const { id } = await connector();
    const before = await policyVersion();
    await policies.publish(asAdmin(), { connectorId: id, version: 1, everyone: false, groupIds: [sales] });
    expect(await stored(id)).toEqual({ state: 'published', version: 2 });
    expect(await policyVersion()).toBe(before + 1);
    expect(await events(id)).toEqual([
      {
        type: 'connector.published',
        actor_id: admin,
        change: {
          before: { state: 'draft', audiences: [] },
          // The disabled member of the group is not counted.
          after: { state: 'published', audiences: [{ audience: 'Sales', groupId: sales, members: 1 }] },
        },
      },
    ]);
    const [publications] = await policies.publicationsBatch(asAdmin(), [id]);
    expect(publications).toMatchObject([{ groupId: sales, memberCount: 1, publishedBy: admin }]);
  });

  it('replaces the audience, and without any makes it a draft again', async () => {
    const { id } = await connector();
    await policies.publish(asAdmin(), { connectorId: id, version: 1, everyone: false, groupIds: [sales] });
    await policies.publish(asAdmin(), { connectorId: id, version: 2, everyone: true, groupIds: [] });
    expect(await policies.publicationsBatch(asAdmin(), [id])).toMatchObject([
      [{ groupId: null, memberCount: 3 }],
    ]);
    await policies.publish(asAdmin(), { connectorId: id, version: 3, everyone: false, groupIds: [] });
    expect(await stored(id)).toEqual({ state: 'draft', version: 4 });
    expect(await policies.publicationsBatch(asAdmin(), [id])).toEqual([[]]);
    expect((await events(id)).at(-1)?.change).toEqual({
      before: { state: 'published', audiences: [{ audience: 'everyone', groupId: null, members: 3 }] },
      after: { state: 'draft', audiences: [] },
    });
  });

  it('refuses while nothing is approved', async () => {
    const { id } = await connector({ approved: false });
    const publish = policies.publish(asAdmin(), {
      connectorId: id,
      version: 1,
      everyone: true,
      groupIds: [],
    });
    await expect(publish).rejects.toThrow(refusal('nothing_approved'));
    expect(await stored(id)).toEqual({ state: 'draft', version: 1 });
    expect(await events(id)).toEqual([]);
  });

  it('refuses when somebody else saved first: one of two admins loses, not both', async () => {
    const { id } = await connector();
    const outcomes = await Promise.allSettled(
      [true, false].map((everyone) =>
        policies.publish(asAdmin(), { connectorId: id, version: 1, everyone, groupIds: [sales] }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: refusal('stale_version'),
    });
    expect(await stored(id)).toMatchObject({ version: 2 });
  });

  it.each(['suspended', 'retired'] as const)('refuses a %s connector', async (state) => {
    const { id } = await connector();
    await given.rows('update connectors set state = $2 where id = $1', [id, state]);
    const publish = policies.publish(asAdmin(), {
      connectorId: id,
      version: 1,
      everyone: true,
      groupIds: [],
    });
    await expect(publish).rejects.toThrow(refusal('connector_not_publishable'));
    expect(await stored(id)).toEqual({ state, version: 1 });
  });

  it('refuses what would change nothing', async () => {
    const { id } = await connector();
    const publish = policies.publish(asAdmin(), {
      connectorId: id,
      version: 1,
      everyone: false,
      groupIds: [],
    });
    await expect(publish).rejects.toThrow(refusal('nothing_changed'));
  });

  it('knows no group and no connector of another organization', async () => {
    const { id } = await connector();
    const theirGroup = await given.group(other, 'Sales');
    for (const groupId of [theirGroup, newId(), 'no id']) {
      const publish = policies.publish(asAdmin(), {
        connectorId: id,
        version: 1,
        everyone: false,
        groupIds: [groupId],
      });
      await expect(publish).rejects.toThrow(refusal('group_unknown'));
    }
    const theirs = await given.connector(other, { slug: 'crm', ownerId: await given.member(other) });
    await given.offering(theirs, 'search');
    const answers = await Promise.all(
      [theirs.id, newId(), 'no id'].map((connectorId) =>
        policies
          .publish(asAdmin(), { connectorId, version: 1, everyone: true, groupIds: [] })
          .catch((error: unknown) => error),
      ),
    );
    expect(answers).toEqual([refusal('not_found'), refusal('not_found'), refusal('not_found')]);
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(await stored(theirs.id)).toEqual({ state: 'draft', version: 1 });
  });
});

describe('setting rules', () => {
  it('sets, replaces and removes cells, and records each offering before and after', async () => {
    const { id, offeringId, ...rest } = await connector();
    const update = await given.offering({ id, ...rest }, 'update', { classification: 'write' });
    await policies.setRules(asAdmin(), {
      connectorId: id,
      version: 1,
      changes: [
        { offeringId, groupId: null, effect: 'allow' },
        { offeringId: update, groupId: sales, effect: 'allow' },
      ],
    });
    await policies.setRules(asAdmin(), {
      connectorId: id,
      version: 2,
      changes: [
        { offeringId, groupId: null, effect: null },
        { offeringId: update, groupId: sales, effect: 'block' },
      ],
    });
    expect(await policies.rulesBatch(asAdmin(), [offeringId, update])).toMatchObject([
      [],
      [{ groupId: sales, effect: 'block', changedBy: admin }],
    ]);
    expect(await stored(id)).toEqual({ state: 'draft', version: 3 });
    const salesRule = (effect: string) => [{ audience: 'Sales', groupId: sales, effect }];
    expect((await events(id)).map(({ type, change }) => ({ type, change }))).toEqual([
      {
        type: 'rule.changed',
        change: { before: [], after: [{ audience: 'everyone', groupId: null, effect: 'allow' }] },
      },
      { type: 'rule.changed', change: { before: [], after: salesRule('allow') } },
      {
        type: 'rule.changed',
        change: { before: [{ audience: 'everyone', groupId: null, effect: 'allow' }], after: [] },
      },
      { type: 'rule.changed', change: { before: salesRule('allow'), after: salesRule('block') } },
    ]);
  });

  it('saves all cells or none', async () => {
    const [mine, another] = [await connector(), await connector()];
    const set = policies.setRules(asAdmin(), {
      connectorId: mine.id,
      version: 1,
      changes: [
        { offeringId: mine.offeringId, groupId: null, effect: 'allow' },
        { offeringId: another.offeringId, groupId: null, effect: 'allow' },
      ],
    });
    await expect(set).rejects.toThrow(refusal('offering_unknown'));
    expect(await policies.rulesBatch(asAdmin(), [mine.offeringId])).toEqual([[]]);
    expect(await stored(mine.id)).toMatchObject({ version: 1 });
  });

  it('refuses rules for instructions, the same cell twice, unknown groups, and a version that has moved', async () => {
    const { id, offeringId, ...rest } = await connector();
    const instructions = await given.offering({ id, ...rest }, 'instructions', { kind: 'instructions' });
    const cell = { offeringId, groupId: null, effect: 'allow' } as const;
    const theirGroup = await given.group(other, 'Engineering');
    const attempts = [
      { version: 1, changes: [{ ...cell, offeringId: instructions }], code: 'rule_not_applicable' },
      { version: 1, changes: [cell, { ...cell, effect: 'block' as const }], code: 'duplicate_change' },
      { version: 1, changes: [{ ...cell, groupId: theirGroup }], code: 'group_unknown' },
      { version: 2, changes: [cell], code: 'stale_version' },
      { version: 1, changes: [{ ...cell, effect: null }], code: 'nothing_changed' },
    ];
    for (const { code, ...command } of attempts) {
      await expect(policies.setRules(asAdmin(), { connectorId: id, ...command })).rejects.toThrow(
        refusal(code),
      );
    }
    expect(await events(id)).toEqual([]);
  });
});

describe('the catalog', () => {
  it('shows a member what is published to them, what they may use of it, and why not the rest', async () => {
    const { id, slug, offeringId, ...rest } = await connector();
    const one = { id, slug, ...rest };
    await given.offering(one, 'update', {
      classification: 'write',
      definition: { name: 'update', title: 'Update a record', description: 'Changes one record.' },
    });
    await given.offering(one, 'secret', { state: 'new' });
    await given.rule(one, offeringId, 'allow');
    await policies.publish(asAdmin(), { connectorId: id, version: 1, everyone: false, groupIds: [sales] });

    const catalog = instance.get(CatalogService);
    expect(await catalog.entry(asMember(acme.id, seller), slug)).toMatchObject({
      slug,
      state: 'published',
      ownerName: 'An admin',
      organizationSlug: 'acme',
    });
    expect(await catalog.offeringsBatch(asMember(acme.id, seller), [slug])).toEqual([
      [
        expect.objectContaining({
          name: 'search',
          allowed: true,
          reason: 'The tool search is allowed for everyone.',
        }),
        expect.objectContaining({
          name: 'update',
          title: 'Update a record',
          description: 'Changes one record.',
          classification: 'write',
          allowed: false,
          reason: 'The tool update is not allowed yet: no rule allows it for you.',
        }),
      ],
    ]);
    const reach = await catalog.reach(asMember(acme.id, seller));
    expect(reach.get(slug)?.tools).toEqual(new Set(['search']));
  });

  it('shows nothing of it to somebody else, whichever way they ask', async () => {
    const { id, slug } = await connector();
    await policies.publish(asAdmin(), { connectorId: id, version: 1, everyone: false, groupIds: [sales] });
    const catalog = instance.get(CatalogService);
    const theirs = asMember(other.id, await given.member(other, { role: 'owner' }), 'owner');
    for (const context of [asMember(acme.id, outsider), theirs, asMember(other.id, seller)]) {
      expect(await catalog.entry(context, slug)).toBeUndefined();
      expect(await catalog.offeringsBatch(context, [slug])).toEqual([[]]);
      expect((await catalog.entries(context)).map((entry) => entry.slug)).not.toContain(slug);
    }
  });
});
