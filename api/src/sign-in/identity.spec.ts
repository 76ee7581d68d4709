import { describe, expect, it } from 'vitest';
import { identityOf, isSparse } from './identity.js';

const identify = (claims: Record<string, unknown>, groupsClaim = 'groups') =>
  identityOf({ sub: 'ada', ...claims }, groupsClaim, null);

describe('who somebody is by the claims of their provider', () => {
  it('is read from the claims', () => {
    expect(
      identityOf(
        {
          sub: 'ada',
          name: ' Ada Admin ',
          email: 'ada@acme.example',
          groups: ['sales', 'admins', 'sales'],
          auth_time: 1_700_000_000,
          sid: 'session-1',
        },
        'groups',
        'the token',
      ),
    ).toEqual({
      subject: 'ada',
      displayName: 'Ada Admin',
      email: 'ada@acme.example',
      groups: ['admins', 'sales'],
      authenticatedAt: new Date('2023-11-14T22:13:20Z'),
      providerSession: 'session-1',
      idToken: 'the token',
    });
  });

  it.each([
    [{ name: '', preferred_username: 'ada' }, 'ada'],
    [{ email: 'ada@acme.example' }, 'ada@acme.example'],
    [{}, 'ada'],
    [{ name: 'x'.repeat(201) }, 'ada'],
    [{ name: 'A\0da' }, 'Ada'],
  ])('has a name whatever the provider leaves out (%j)', (claims, name) => {
    expect(identify(claims).displayName).toBe(name);
  });

  it('does not believe an address that the provider has not checked', () => {
    expect(identify({ email: 'boss@acme.example', email_verified: false }).email).toBeNull();
    expect(identify({ email: 'ada@acme.example', email_verified: true }).email).toBe('ada@acme.example');
  });

  it('reads groups from the claim that the organization names, and from that only', () => {
    expect(identify({ roles: ['admins'], groups: ['sales'] }, 'roles').groups).toEqual(['admins']);
    expect(identify({ roles: ['admins'] }).groups).toEqual([]);
    expect(identify({ groups: 'admins' }).groups).toEqual(['admins']);
    expect(identify({ groups: null }).groups).toEqual([]);
  });

  it.each([
    ['subject_missing', { sub: undefined }],
    ['subject_missing', { sub: 7 }],
    ['groups_not_a_list', { groups: { admins: true } }],
    ['groups_not_a_list', { groups: ['admins', null] }],
    ['groups_not_a_list', { groups: ['x'.repeat(256)] }],
    ['too_many_groups', { groups: Array.from({ length: 1_001 }, () => 'g') }],
    ['groups_not_delivered', { hasgroups: true }],
    ['groups_not_delivered', { _claim_names: { groups: 'src1' } }],
  ])('is not known when the claims cannot be used: %s', (reason, claims) => {
    expect(() => identify(claims)).toThrow(expect.objectContaining({ name: 'UnusableClaims', reason }));
  });

  it('is asked for again only when something is missing', () => {
    expect(isSparse({ name: 'Ada', groups: [] }, 'groups')).toBe(false);
    expect(isSparse({ name: 'Ada' }, 'groups')).toBe(true);
    expect(isSparse({ groups: [] }, 'groups')).toBe(true);
  });
});
