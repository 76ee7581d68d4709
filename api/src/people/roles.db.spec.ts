import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/application/api-client.js';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { newId } from '../kernel/ids.js';

const result =
  '__typename ... on RoleChange { role member { id roles } group { id name } } ... on Refusal { code field nextStep }';
const grant = `mutation ($input: GrantRoleInput!) { change: grantRole(input: $input) { ${result} } }`;
const revoke = `mutation ($input: RevokeRoleInput!) { change: revokeRole(input: $input) { ${result} } }`;

let castellan: RunningApplication;
let given: Given;
let acme: GivenOrganization;
let owner: string;
let member: string;
let organizations = 0;

beforeAll(async () => {
  castellan = await startApplication();
  given = await Given.in(castellan.database);
});
beforeEach(async () => {
  acme = await given.organization(`acme-${(organizations += 1)}`);
  owner = await given.member(acme, { role: 'owner' });
  member = await given.member(acme);
});
afterAll(async () => {
  await given.end();
  await castellan.stop();
});

const asOwner = () => ApiClient.as(castellan, acme.id, owner, 'owner');

async function change(client: ApiClient, mutation: string, input: object): Promise<Record<string, unknown>> {
  const { data, errors } = await client.send(mutation, { input });
  expect(errors).toEqual([]);
  return (data as unknown as { change: Record<string, unknown> }).change;
}

const recorded = (type: string) =>
  given.rows<{ actor_id: string; target_id: string; role: string }>(
    `select actor_id, target_id, body->'details'->>'role' as role from audit_events where type = $1 and organization_id = $2`,
    [type, acme.id],
  );

const rolesHeld = () =>
  given.rows<{ role: string; holder: string }>(
    `select role, coalesce(member_id, group_id) as holder from roles_held where organization_id = $1 order by id`,
    [acme.id],
  );

describe('granting a role', () => {
  it('gives it to a member, who holds it from then on, and is recorded', async () => {
    const client = await asOwner();
    expect(await change(client, grant, { role: 'REVIEWER', memberId: member })).toMatchObject({
      __typename: 'RoleChange',
      role: 'REVIEWER',
      member: { id: member, roles: ['MEMBER', 'REVIEWER'] },
      group: null,
    });
    expect(await recorded('role.granted')).toEqual([
      { actor_id: owner, target_id: member, role: 'reviewer' },
    ]);
    expect(await change(client, grant, { role: 'REVIEWER', memberId: member })).toMatchObject({
      code: 'role_already_held',
    });
    expect(await recorded('role.granted')).toHaveLength(1);
  });

  it('gives it to everyone in a group', async () => {
    const group = await given.group(acme, 'auditors');
    const inside = await given.member(acme, { groups: [group] });
    const client = await asOwner();
    expect(await change(client, grant, { role: 'AUDITOR', groupId: group })).toMatchObject({
      group: { name: 'auditors' },
    });
    const { data } = await client.send('query ($id: ID!) { member(id: $id) { roles } }', { id: inside });
    expect(data).toEqual({ member: { roles: ['AUDITOR', 'MEMBER'] } });
  });

  it('is for those who may manage people', async () => {
    const admin = await given.member(acme, { role: 'admin' });
    const client = await ApiClient.as(castellan, acme.id, admin, 'admin');
    const { errors } = await client.send(grant, { input: { role: 'OWNER', memberId: admin } });
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(await rolesHeld()).toHaveLength(2);
  });

  it('goes no further than what the caller may do, also by a token that may do less than its owner', async () => {
    const { data } = await (
      await asOwner()
    ).send(
      `mutation ($input: CreateTokenInput!) { createToken(input: $input) { ... on IssuedToken { secret } } }`,
      {
        input: {
          name: 'people only',
          expiresAt: new Date(Date.now() + 60_000 * 30).toISOString(),
          apiScopes: ['people.manage', 'people.read', 'organization.read', 'catalog.use', 'token.manage'],
        },
      },
    );
    const { secret } = (data as unknown as { createToken: { secret: string } }).createToken;
    const narrow = new ApiClient(castellan.url, { authorization: `Bearer ${secret}` });
    expect(await change(narrow, grant, { role: 'OWNER', memberId: member })).toMatchObject({
      code: 'role_above_yours',
      field: 'role',
    });
    expect(await change(narrow, revoke, { role: 'OWNER', memberId: owner })).toMatchObject({
      code: 'role_above_yours',
    });
    expect(await rolesHeld()).toHaveLength(1);
  });

  it.each([
    ['neither a member nor a group', () => ({ role: 'REVIEWER' }), 'role_holder_unclear'],
    ['both', () => ({ role: 'REVIEWER', memberId: member, groupId: member }), 'role_holder_unclear'],
    ['nobody there', () => ({ role: 'REVIEWER', memberId: newId() }), 'not_found'],
    ['no identifier', () => ({ role: 'REVIEWER', groupId: "x' or true --" }), 'not_found'],
    ['the role of everybody', () => ({ role: 'MEMBER', memberId: member }), 'role_for_everyone'],
  ])('is refused for %s', async (_, input, code) => {
    const refused = await change(await asOwner(), grant, input());
    expect(refused).toMatchObject({ __typename: 'Refusal', code, nextStep: expect.stringMatching(/\.$/) });
  });

  it('does not reach into another organization', async () => {
    const other = await given.organization(`other-${organizations}`);
    const stranger = await given.member(other);
    const group = await given.group(other, 'strangers');
    const client = await asOwner();
    expect(await change(client, grant, { role: 'ADMIN', memberId: stranger })).toMatchObject({
      code: 'not_found',
    });
    expect(await change(client, grant, { role: 'ADMIN', groupId: group })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('taking a role', () => {
  it('takes it at once, and is recorded', async () => {
    const client = await asOwner();
    await change(client, grant, { role: 'ADMIN', memberId: member });
    expect(await change(client, revoke, { role: 'ADMIN', memberId: member })).toMatchObject({
      member: { roles: ['MEMBER'] },
    });
    expect(await recorded('role.revoked')).toEqual([{ actor_id: owner, target_id: member, role: 'admin' }]);
    expect(await change(client, revoke, { role: 'ADMIN', memberId: member })).toMatchObject({
      code: 'role_not_held',
    });
  });

  it('leaves the last owner', async () => {
    const client = await asOwner();
    expect(await change(client, revoke, { role: 'OWNER', memberId: owner })).toMatchObject({
      code: 'last_owner',
    });
    // An owner who is disabled, or a group that nobody is in, does not count.
    await given.member(acme, { role: 'owner', status: 'disabled' });
    await change(client, grant, { role: 'OWNER', groupId: await given.group(acme, 'nobody') });
    expect(await change(client, revoke, { role: 'OWNER', memberId: owner })).toMatchObject({
      code: 'last_owner',
    });
    await change(client, grant, { role: 'OWNER', memberId: member });
    expect(await change(client, revoke, { role: 'OWNER', memberId: owner })).toMatchObject({
      __typename: 'RoleChange',
    });
  });

  it('leaves an owner when two take it from each other at the same moment', async () => {
    const second = await given.member(acme, { role: 'owner' });
    const [one, two] = [await asOwner(), await ApiClient.as(castellan, acme.id, second, 'owner')];
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        one.send(revoke, { input: { role: 'OWNER', memberId: second } }),
        two.send(revoke, { input: { role: 'OWNER', memberId: owner } }),
      ]);
      expect(await rolesHeld()).toHaveLength(1);
      await given.rows(`delete from roles_held where organization_id = $1`, [acme.id]);
      for (const id of [owner, second]) {
        await given.rows(
          `insert into roles_held (organization_id, id, role, member_id) values ($1, $2, 'owner', $3)`,
          [acme.id, newId(), id],
        );
      }
    }
  });
});
