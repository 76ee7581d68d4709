import { addressRefusal, isLoopback, type AddressPolicy } from './address-policy.js';
import { OutboundError } from './outbound-error.js';

const usualPorts: readonly number[] = [443, 8443];

/** Checks everything about an address that can be known without asking the network, and parses it. */
export function destinationOf(address: string | URL, policy: AddressPolicy): URL {
  const url = typeof address === 'string' ? parse(address) : address;
  const plainAllowed = policy.allowHttp === 'loopback' && policy.allowLoopback;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plainAllowed)) throw schemeRefused(url);
  if (url.username || url.password) {
    throw new OutboundError(
      'invalid_url',
      'The address contains a user name or password. Remove them from the address and save them as a credential instead.',
    );
  }
  if (url.hostname.endsWith('.')) {
    throw new OutboundError('invalid_url', 'The host name ends with a dot. Remove the dot and try again.');
  }
  if (policy.refusedPorts?.includes(portOf(url))) throw portRefused(url);
  // Where loopback is allowed the port is judged when connecting, once it is known whether the host is loopback.
  if (!policy.allowLoopback && !portAllowed(url, policy)) throw portRefused(url);
  return url;
}

/** Why none of these addresses of a host may be connected to; one bad address among several refuses the host. */
export function connectRefusal(
  url: URL,
  addresses: readonly string[],
  policy: AddressPolicy,
): OutboundError | undefined {
  if (addresses.length === 0) return dnsFailure(url);
  for (const address of addresses) {
    const reason = addressRefusal(address, policy, url.hostname);
    if (reason) return addressRefused(url, reason);
  }
  if (addresses.every(isLoopback)) return undefined;
  if (url.protocol !== 'https:') return schemeRefused(url);
  return portAllowed(url, policy) ? undefined : portRefused(url);
}

/** The host has no address. */
export function dnsFailure(url: URL, cause?: unknown): OutboundError {
  return new OutboundError(
    'dns_failure',
    `The host name ${url.hostname} could not be found. Check its spelling, and that it exists where Castellan runs.`,
    { cause },
  );
}

function addressRefused(url: URL, reason: string): OutboundError {
  return new OutboundError(
    'address_refused',
    `${url.hostname} leads to ${reason}, and Castellan does not connect there. ` +
      'Use a public address, or ask your operator whether this network can be allowed in the configuration.',
  );
}

function schemeRefused(url: URL): OutboundError {
  return new OutboundError(
    'scheme_refused',
    `The address begins with ${url.protocol}, but Castellan connects over https only. ` +
      'Enter an address that begins with https://.',
  );
}

function portRefused(url: URL): OutboundError {
  return new OutboundError(
    'port_refused',
    `Castellan does not connect to port ${portOf(url)}. ` +
      'Serve it on port 443 or 8443, or ask your operator whether this port can be allowed in the configuration.',
  );
}

function portAllowed(url: URL, policy: AddressPolicy): boolean {
  const port = portOf(url);
  return usualPorts.includes(port) || (policy.allowedPorts?.includes(port) ?? false);
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
}

function parse(address: string): URL {
  const url = URL.parse(address);
  if (url) return url;
  throw new OutboundError(
    'invalid_url',
    'This is not a complete web address. Enter one like https://mcp.example.com/mcp.',
  );
}
