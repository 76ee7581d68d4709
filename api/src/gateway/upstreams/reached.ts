import type { EraVerdict } from '../../platform/mcp/upstream/target.js';
import type { CompiledConnector, CompiledPolicy } from '../../policies/policy.js';
import type { ConnectorRow } from '../offerings/connectors-read.repository.js';

/** A connector, as far as it matters to whoever speaks to its server. */
export interface Reached {
  readonly policy: Pick<CompiledPolicy, 'organizationId' | 'version'>;
  readonly connector: Pick<CompiledConnector, 'id' | 'name'>;
  readonly served: ConnectorRow & { readonly id: string; readonly verdict: EraVerdict };
}
