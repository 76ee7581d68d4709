import { describe, expect, it } from 'vitest';
import { addressRefusal, isAllowedRange, type AddressPolicy } from './address-policy.js';

const strict: AddressPolicy = { allowLoopback: false, allowedRanges: [], allowHttp: 'never' };
const everything: AddressPolicy = {
  allowLoopback: true,
  allowedRanges: ['0.0.0.0/0', '::/0', 'intranet.example'],
  allowHttp: 'loopback',
};

const loopback = [
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '0177.0.0.1',
  '0x7f000001',
  '2130706433',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
];

const inside = [
  ['RFC 1918', '10.0.0.1'],
  ['RFC 1918', '172.16.0.1'],
  ['RFC 1918', '172.31.255.254'],
  ['RFC 1918', '192.168.1.1'],
  ['octal', '012.0.0.1'],
  ['hexadecimal', '0x0a.0.0.1'],
  ['decimal', '3232235777'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['IPv4-mapped', '::ffff:10.0.0.1'],
  ['IPv4-mapped, hexadecimal', '::ffff:c0a8:101'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456::1'],
  ['site-local', 'fec0::1'],
  ['benchmarking', '198.18.0.1'],
  ['benchmarking', '2001:2::1'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['protocol assignments', '192.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['6to4 relay', '192.88.99.1'],
  ['AS112', '192.175.48.1'],
  ['discard', '100::1'],
  ['SRv6', '5f00::1'],
  ['never given out', '4000::1'],
] as const;

const neverAllowed = [
  ['link-local', '169.254.0.1'],
  ['metadata', '169.254.169.254'],
  ['metadata, decimal', '2852039166'],
  ['metadata, hexadecimal', '0xa9fea9fe'],
  ['metadata, IPv4-mapped', '::ffff:169.254.169.254'],
  ['container credentials', '169.254.170.2'],
  ['link-local', 'fe80::1'],
  ['link-local with zone', 'fe80::1%eth0'],
  ['metadata of AWS', 'fd00:ec2::254'],
  ['metadata of Google', 'fd20:ce::254'],
  ['metadata of Alibaba', '100.100.100.200'],
  ['metadata of Oracle', '192.0.0.192'],
  ['metadata of Azure', '168.63.129.16'],
  ['unspecified', '0.0.0.0'],
  ['this network', '0.0.0.1'],
  ['unspecified', '::'],
  ['multicast', '224.0.0.1'],
  ['multicast', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  ['IPv4-compatible', '::7f00:1'],
  ['IPv4-compatible', '::a00:1'],
  ['IPv4-translated', '::ffff:0:a00:1'],
  ['6to4', '2002:7f00:1::'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64, local use', '64:ff9b:1::a00:1'],
  ['Teredo', '2001:0:4136:e378::1'],
  ['not an address', 'localhost'],
  ['not an address', '127.0.0.1.'],
  ['not an address', ''],
] as const;

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '100.128.0.1',
  '169.253.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::8a',
  '::ffff:8.8.8.8',
];

describe('addressRefusal', () => {
  it.each(open)('allows the public address %s', (address) => {
    expect(addressRefusal(address, strict)).toBeUndefined();
  });

  it.each(loopback)('allows the loopback address %s only where the policy says so', (address) => {
    expect(addressRefusal(address, strict)).toBe('a loopback address');
    expect(addressRefusal(address, { ...everything, allowLoopback: false })).toBe('a loopback address');
    expect(addressRefusal(address, { ...strict, allowLoopback: true })).toBeUndefined();
  });

  it.each(inside)('refuses %s %s unless its range is allowed', (_kind, address) => {
    expect(addressRefusal(address, strict)).toMatch(
      /^a (private|carrier) network address$|^a reserved address$/,
    );
    expect(addressRefusal(address, everything)).toBeUndefined();
  });

  it.each(neverAllowed)('refuses %s %s whatever is allowed', (_kind, address) => {
    expect(addressRefusal(address, strict)).toBeDefined();
    expect(addressRefusal(address, everything, 'intranet.example')).toBeDefined();
  });

  it('allows a range and nothing beside it', () => {
    const policy = { ...strict, allowedRanges: ['10.1.0.0/16', 'fd12::/16', '192.168.7.7'] };
    const allowed = ['10.1.0.1', '10.1.255.255', '::ffff:10.1.2.3', 'fd12::5', '192.168.7.7'];
    expect(allowed.map((address) => addressRefusal(address, policy))).toEqual(allowed.map(() => undefined));
    for (const address of ['10.2.0.1', 'fd13::5', '192.168.7.8', '169.254.169.254', 'fd00:ec2::254']) {
      expect(addressRefusal(address, policy), address).toBeDefined();
    }
  });

  it('allows the addresses of a host named in the configuration, and only of that host', () => {
    const policy = { ...strict, allowedRanges: ['Intranet.Example'] };
    expect(addressRefusal('10.9.9.9', policy, 'intranet.example')).toBeUndefined();
    expect(addressRefusal('10.9.9.9', policy, 'evil.intranet.example')).toBe('a private network address');
    expect(addressRefusal('10.9.9.9', policy)).toBe('a private network address');
    expect(addressRefusal('127.0.0.1', policy, 'intranet.example')).toBe('a loopback address');
  });
});

describe('isAllowedRange', () => {
  it.each(['10.0.0.0/8', 'fd12::/16', '10.1.2.3', 'intranet', 'mcp.intra_net.example'])(
    'understands %s',
    (entry) => {
      expect(isAllowedRange(entry)).toBe(true);
    },
  );

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.256', '*.example.com', 'https://a.example', 'a..b', ''])(
    'does not take %s for a host name',
    (entry) => {
      expect(isAllowedRange(entry)).toBe(false);
    },
  );
});
