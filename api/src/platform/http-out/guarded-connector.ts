import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.js';
import { connectRefusal, dnsFailure } from './destination.js';
import { connectFailure } from './failure.js';
import type { Resolver } from './resolver.js';

/** What a connector needs to know to open connections. */
export interface ConnectorOptions {
  policy: AddressPolicy;
  resolver: Resolver;
  connectTimeoutMs: number;
  /** Certificate authorities trusted beside the usual ones. */
  ca?: string | readonly string[];
}

/**
 * Opens the connections of one origin.
 *
 * The addresses that are checked are the very ones the socket is given, at every new connection, so a name that
 * changes its answer between check and use gains nothing.
 */
export function guardedConnector(origin: URL, options: ConnectorOptions): buildConnector.connector {
  const { policy, resolver } = options;

  const allowedAddresses = async (host: string) => {
    const found = await resolver
      .resolve(host)
      .catch((error: unknown) => Promise.reject(dnsFailure(origin, error)));
    const refusal = connectRefusal(
      origin,
      found.map(({ address }) => address),
      policy,
    );
    if (refusal) throw refusal;
    return [...found];
  };

  const lookup: LookupFunction = (host, _options, callback) => {
    allowedAddresses(host).then(
      (addresses) => callback(null, addresses),
      (error: Error) => callback(error, []),
    );
  };

  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    // With this the socket asks for all addresses at once, which is the shape `lookup` answers in.
    autoSelectFamily: true,
    lookup,
    // Stated, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment cannot switch it off.
    rejectUnauthorized: true,
    ...(options.ca && { ca: [...getCACertificates('default'), ...[options.ca].flat()] }),
  });

  return (target, callback) => {
    // Sockets do not look up literal addresses, so these are checked here.
    const refusal = isIP(target.hostname) ? connectRefusal(origin, [target.hostname], policy) : undefined;
    if (refusal) return callback(refusal, null);
    connect(target, (...[error, socket]) => {
      if (error) callback(connectFailure(error, origin), null);
      else callback(null, socket);
    });
  };
}
