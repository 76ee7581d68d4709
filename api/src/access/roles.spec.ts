import { describe, expect, it } from 'vitest';
import { permissions } from './permissions.js';
import { permissionsOf, roles, type Role } from './roles.js';

describe('roles', () => {
  it.each<[Role, readonly string[], readonly string[]]>([
    ['owner', ['people.manage', 'connector.publish', 'audit.read'], []],
    ['admin', ['connector.manage', 'connector.publish', 'rule.manage'], ['people.manage']],
    [
      'reviewer',
      ['contract.approve', 'audit.read'],
      ['connector.manage', 'connector.publish', 'rule.manage'],
    ],
    [
      'auditor',
      ['audit.read', 'people.read', 'connector.read'],
      ['connector.manage', 'contract.approve', 'rule.manage', 'token.revoke_any'],
    ],
    ['developer', ['connector.read'], ['connector.manage', 'audit.read']],
    ['unit_admin', ['catalog.use'], ['connector.read', 'people.read']],
    ['member', ['catalog.use', 'token.manage'], ['connector.read', 'people.read', 'audit.read']],
  ])('%s may %j and not %j', (role, may, mayNot) => {
    const held = permissionsOf([role]);
    expect(may.filter((permission) => !held.has(permission as never))).toEqual([]);
    expect(mayNot.filter((permission) => held.has(permission as never))).toEqual([]);
  });

  it('only an owner holds everything, and no role holds nothing', () => {
    const whole = roles.filter((role) => permissionsOf([role]).size === permissions.length);
    expect(whole).toEqual(['owner']);
    expect(permissionsOf([])).toEqual(new Set());
  });
});
