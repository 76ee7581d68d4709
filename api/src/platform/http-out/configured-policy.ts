import type { Configuration } from '../../config/configuration.js';
import type { AddressPolicy } from './address-policy.js';

/** Which addresses the environment lets the outbound client reach. The database's own port never is one of them. */
export function configuredPolicy(configuration: Configuration): AddressPolicy {
  const { allowLoopback, allowedRanges } = configuration.outbound;
  const databasePorts = Object.values(configuration.database).map((url) => Number(new URL(url).port || 5432));
  return {
    allowLoopback,
    allowedRanges,
    allowHttp: allowLoopback ? 'loopback' : 'never',
    refusedPorts: [...new Set(databasePorts)],
  };
}
