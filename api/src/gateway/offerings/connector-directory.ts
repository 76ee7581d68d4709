import { Inject, Injectable } from '@nestjs/common';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import type { CompiledConnector, CompiledPolicy } from '../../policies/policy.js';
import { ConnectorsReadRepository, type ConnectorRow } from './connectors-read.repository.js';
import { ServedDefinition } from './served-definition.js';

/** A connector as the gateway serves it: how to reach it, and the approved contracts by hash. */
export interface ServedConnector extends ConnectorRow {
  readonly id: string;
  readonly slug: string;
  readonly definitions: ReadonlyMap<string, ServedDefinition>;
}

interface Held {
  readonly policyVersion: number;
  readonly connector: Promise<ServedConnector | undefined>;
}

/** How many connectors are kept; the one loaded longest ago goes first. */
const capacity = 2_000;

/**
 * What the policy does not hold of connectors, loaded once per version of the policy: every change of a connector, a
 * scan included, makes a new version.
 */
@Injectable()
export class ConnectorDirectory {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly rows: ConnectorsReadRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The connector of a policy, or undefined if it is gone by now. */
  get(policy: CompiledPolicy, connector: CompiledConnector): Promise<ServedConnector | undefined> {
    const known = this.held.get(connector.id);
    if (known && known.policyVersion >= policy.version) return known.connector;
    const loading = this.load(policy.organizationId, connector, known);
    this.held.delete(connector.id);
    this.held.set(connector.id, { policyVersion: policy.version, connector: loading });
    const oldest = this.held.keys().next();
    if (this.held.size > capacity && !oldest.done) this.held.delete(oldest.value);
    loading.catch(() => this.held.delete(connector.id));
    return loading;
  }

  private async load(
    organizationId: string,
    connector: CompiledConnector,
    before: Held | undefined,
  ): Promise<ServedConnector | undefined> {
    // Contracts never change: what an earlier version had needs no second reading and no second compilation.
    const known = (await before?.connector.catch(() => undefined))?.definitions;
    const wanted = approvedHashes(connector);
    const missing = wanted.filter((hash) => !known?.has(hash));
    return this.unitOfWork.read(systemContext(organizationId, 'gateway'), async (work) => {
      const row = await this.rows.find(work, connector.id);
      if (!row) return undefined;
      const contracts = missing.length === 0 ? [] : await this.rows.contracts(work, missing);
      const read = new Map(
        contracts.map((each) => [each.hash, new ServedDefinition(each.kind, each.definition)]),
      );
      const definitions = new Map<string, ServedDefinition>();
      for (const hash of wanted) {
        const definition = known?.get(hash) ?? read.get(hash);
        if (definition) definitions.set(hash, definition);
      }
      return { ...row, id: connector.id, slug: connector.slug, definitions };
    });
  }
}

function approvedHashes(connector: CompiledConnector): string[] {
  const hashes = new Set<string>();
  for (const offerings of connector.offerings.values()) {
    for (const { approvedHash } of offerings.values()) if (approvedHash !== null) hashes.add(approvedHash);
  }
  return [...hashes];
}
