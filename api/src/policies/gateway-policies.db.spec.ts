import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database/test-database.js';
import { Given, type GivenConnector, type GivenOrganization } from '../../test/given.js';
import { asMember, startInstance, TestClock } from '../../test/instance.js';
import { decide } from './decide.js';
import { GatewayPolicies } from './gateway-policies.js';
import { PoliciesModule } from './policies.module.js';
import { PoliciesService } from './policies.service.js';
import type { CompiledPolicy } from './policy.js';
import { Principals } from './principals.js';

let database: TestDatabase;
let given: Given;
let control: TestingModule;
let acme: GivenOrganization;
let admin: string;
let crm: GivenConnector;
let search: string;

const start = (clock?: TestClock) => startInstance(database, [PoliciesModule], clock);

beforeAll(async () => {
  database = await createTestDatabase();
  given = await Given.in(database);
  control = await start();
  acme = await given.organization('acme');
  admin = await given.member(acme, { role: 'admin' });
  crm = await given.connector(acme, { slug: 'crm', ownerId: admin });
  search = await given.offering(crm, 'search');
  await given.publication(crm);
});
afterAll(async () => {
  await control.close();
  await given.end();
  await database.drop();
});
beforeEach(() => given.rows('delete from rules'));

/** The effect of the one rule, as a gateway would decide now. */
function effect(policy: CompiledPolicy | undefined): string | undefined {
  return (
    policy &&
    decide(policy, {
      principal: { memberId: admin, groupIds: new Set(), active: true },
      connectorSlug: 'crm',
      offering: { kind: 'tool', name: 'search' },
      at: new Date(),
    }).effect
  );
}

async function setRule(wanted: 'allow' | 'block'): Promise<void> {
  const [row] = await given.rows<{ version: number }>('select version from connectors where id = $1', [
    crm.id,
  ]);
  await control.get(PoliciesService).setRules(asMember(acme.id, admin, 'admin'), {
    connectorId: crm.id,
    version: row!.version,
    changes: [{ offeringId: search, groupId: null, effect: wanted }],
  });
}

describe('the policies of a gateway', () => {
  // The poll runs only when a test lets a second pass: what is seen before that came by notification.
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => vi.useRealTimers());

  it('hear of a change in another process, and swap', async () => {
    const gateway = await start();
    try {
      const policies = gateway.get(GatewayPolicies);
      const before = await policies.find('acme');
      expect(effect(before)).toBe('deny');
      await setRule('allow');
      await expect.poll(() => effect(policies.current('acme'))).toBe('allow');
      await setRule('block');
      await expect.poll(() => effect(policies.current('acme'))).toBe('deny');
      // What was handed out before is a value: a request is decided by one policy from beginning to end.
      expect(effect(before)).toBe('deny');
      expect(before?.version).toBeLessThan(policies.current('acme')!.version);
    } finally {
      await gateway.close();
    }
  });

  it('find a change whose notification was lost', async () => {
    const gateway = await start();
    try {
      const policies = gateway.get(GatewayPolicies);
      expect(effect(await policies.find('acme'))).toBe('deny');
      await given.rule(crm, search, 'allow');
      await given.rows('update organizations set policy_version = policy_version + 1 where id = $1', [
        acme.id,
      ]);
      expect(effect(policies.current('acme'))).toBe('deny');
      vi.advanceTimersByTime(1_000);
      await expect.poll(() => effect(policies.current('acme'))).toBe('allow');
    } finally {
      await gateway.close();
    }
  });

  it('are trusted for ten seconds when the database cannot be asked, and then allow nothing', async () => {
    const clock = new TestClock();
    const gateway = await start(clock);
    const dataSource = gateway.get(DataSource);
    try {
      await given.rule(crm, search, 'allow');
      await given.rows('update organizations set policy_version = policy_version + 1 where id = $1', [
        acme.id,
      ]);
      const policies = gateway.get(GatewayPolicies);
      expect(effect(await policies.find('acme'))).toBe('allow');
      await dataSource.destroy();
      clock.forward(9_000);
      expect(effect(policies.current('acme'))).toBe('allow');
      clock.forward(1_001);
      expect(policies.current('acme')).toBeUndefined();
      await expect(policies.find('acme')).rejects.toMatchObject({
        name: 'Refusal',
        code: 'policy_unavailable',
      });
      await dataSource.initialize();
      expect(effect(await policies.find('acme'))).toBe('allow');
    } finally {
      await gateway.close();
    }
  });

  it('know no organization that does not exist, and forget one that is gone', async () => {
    const policies = control.get(GatewayPolicies);
    expect(await policies.find('nowhere')).toBeUndefined();
    expect(policies.current('nowhere')).toBeUndefined();
    const brief = await given.organization('brief');
    expect(await policies.find('brief')).toMatchObject({ organizationId: brief.id });
    await given.rows('delete from identity_providers where organization_id = $1', [brief.id]);
    await given.rows('delete from organizations where id = $1', [brief.id]);
    await policies.poll();
    await expect.poll(() => policies.current('brief')).toBeUndefined();
  });

  it('hold only the rows of their own organization', async () => {
    const other = await given.organization('other');
    const theirs = await given.connector(other, { slug: 'payroll', ownerId: await given.member(other) });
    await given.rule(theirs, await given.offering(theirs, 'search'), 'allow');
    await given.publication(theirs);
    const policies = control.get(GatewayPolicies);
    expect([...(await policies.find('acme'))!.connectors.keys()]).toEqual(['crm']);
    expect([...(await policies.find('other'))!.connectors.keys()]).toEqual(['payroll']);
  });
});

describe('principals', () => {
  it('are remembered until a notification says that something about them changed', async () => {
    const sales = await given.group(acme, 'Sales');
    const member = await given.member(acme, { groups: [sales] });
    const principals = control.get(Principals);
    expect(await principals.of(acme.id, member)).toMatchObject({ active: true, groupIds: new Set([sales]) });
    await given.rows('delete from group_memberships where member_id = $1', [member]);
    await given.rows(`update members set status = 'disabled' where id = $1`, [member]);
    expect(await principals.of(acme.id, member)).toMatchObject({ active: true });
    await given.rows(`select pg_notify('castellan_member', $1)`, [member]);
    await expect
      .poll(() => principals.of(acme.id, member))
      .toMatchObject({ active: false, groupIds: new Set() });
  });

  it('are looked up again after five seconds, for when the notification was lost', async () => {
    const clock = new TestClock();
    const gateway = await start(clock);
    try {
      const member = await given.member(acme);
      const principals = gateway.get(Principals);
      expect(await principals.of(acme.id, member)).toMatchObject({ active: true });
      await given.rows(`update members set status = 'disabled' where id = $1`, [member]);
      clock.forward(5_000);
      expect(await principals.of(acme.id, member)).toMatchObject({ active: false });
    } finally {
      await gateway.close();
    }
  });

  it('are nobody in another organization', async () => {
    const [other] = await given.rows<{ id: string }>(`select id from organizations where slug = 'other'`);
    const member = await given.member(acme);
    const principals = control.get(Principals);
    for (const organizationId of [other!.id, acme.id, other!.id]) {
      const { active } = await principals.of(organizationId, member);
      expect(active).toBe(organizationId === acme.id);
    }
  });
});
