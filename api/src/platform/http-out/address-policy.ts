import ipaddr from 'ipaddr.js';

/** Which addresses Castellan may connect to; set by configuration, never by the console. */
export interface AddressPolicy {
  /** Loopback addresses, on any port that is not in `refusedPorts`: the evaluation environment and tests. */
  allowLoopback: boolean;
  /** CIDRs, addresses and host names allowed beside the public internet; link-local and metadata stay refused. */
  allowedRanges: readonly string[];
  /** Whether plain http is accepted, and then only when every address of the host is loopback. */
  allowHttp: 'never' | 'loopback';
  /** Ports allowed beside 443 and 8443. */
  allowedPorts?: readonly number[];
  /** Ports refused everywhere, loopback included: Castellan's own database. */
  refusedPorts?: readonly number[];
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const ranges = (...cidrs: string[]) => cidrs.map((cidr) => ipaddr.parseCIDR(cidr));

/** Refused whatever the configuration allows, by what to call them. */
const neverAllowed = {
  'a link-local address': ranges('169.254.0.0/16', 'fe80::/10'),
  // Metadata services that live outside link-local: AWS, Google and Alibaba, Oracle, Azure.
  'a cloud metadata address': ranges(
    'fd00:ec2::254/128',
    'fd20:ce::254/128',
    '100.100.100.200/32',
    '192.0.0.192/32',
    '168.63.129.16/32',
  ),
  'an unspecified address': ranges('0.0.0.0/8', '::/128'),
  'a multicast or broadcast address': ranges('224.0.0.0/4', '255.255.255.255/32', 'ff00::/8'),
  // A gateway on the way would unwrap these to an IPv4 address that nobody has checked.
  'an IPv6 address with an IPv4 address inside': ranges(
    '::/96',
    '::ffff:0:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2001::/32',
    '2002::/16',
  ),
};

// ipaddr.js calls every IPv6 address without a special meaning unicast, but only this block is given out.
const publicIpv6 = ranges('2000::/3');

const names: Record<string, string> = {
  private: 'a private network address',
  uniqueLocal: 'a private network address',
  deprecatedSiteLocal: 'a private network address',
  carrierGradeNat: 'a carrier network address',
};

/** Why a resolved address is refused, in words that complete "the host leads to …", or undefined if it is allowed. */
export function addressRefusal(address: string, policy: AddressPolicy, host?: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'something that is not an internet address';
  const ip = ipaddr.process(address);
  if (ip.range() === 'loopback') return policy.allowLoopback ? undefined : 'a loopback address';
  const never = ipaddr.subnetMatch(ip, neverAllowed, '');
  if (never) return never;
  if (isPublic(ip) || policy.allowedRanges.some((entry) => covers(entry, ip, host))) return undefined;
  return names[ip.range()] ?? 'a reserved address';
}

/** Whether an address is this machine itself, however it is written. */
export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Whether an entry of `allowedRanges` can be understood; one that cannot would silently allow nothing. */
export function isAllowedRange(entry: string): boolean {
  return (
    ipaddr.isValidCIDR(entry) ||
    ipaddr.isValid(entry) ||
    /^(?!.*\.\d+$)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(entry)
  );
}

function isPublic(ip: Address): boolean {
  return (
    ip.range() === 'unicast' && (ip.kind() === 'ipv4' || ipaddr.subnetMatch(ip, { publicIpv6 }, '') !== '')
  );
}

function covers(entry: string, ip: Address, host: string | undefined): boolean {
  if (ipaddr.isValidCIDR(entry))
    return ipaddr.subnetMatch(ip, { allowed: [ipaddr.parseCIDR(entry)] }, '') !== '';
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === ip.toString();
  return entry.toLowerCase() === host;
}
