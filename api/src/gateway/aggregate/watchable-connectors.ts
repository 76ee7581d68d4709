import { Inject, Injectable } from '@nestjs/common';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { listable } from '../../policies/decide.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import { ConnectorsReadRepository } from '../offerings/connectors-read.repository.js';
import type { Caller } from '../pipeline/authenticate.js';

interface Known {
  readonly policyVersion: number;
  readonly ids: Promise<ReadonlySet<string>>;
}

/** Organizations of which it is remembered; the one asked longest ago goes first. */
const capacity = 2_000;

/** Which connectors' servers tell of updates of their resources: read once per version of the policy. */
@Injectable()
export class WatchableConnectors {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly rows: ConnectorsReadRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Whether the caller may read anything whose updates can be heard of. No upstream is asked. */
  async isAny(policy: CompiledPolicy, { principal, scope }: Caller): Promise<boolean> {
    const ids = await this.#of(policy);
    if (ids.size === 0) return false;
    const kinds = ['resource', 'resource_template'] as const;
    return kinds.some((kind) =>
      listable(policy, principal, scope, { kind }).some(({ connector }) => ids.has(connector.id)),
    );
  }

  #of({ organizationId, version }: CompiledPolicy): Promise<ReadonlySet<string>> {
    const known = this.#known.get(organizationId);
    if (known && known.policyVersion >= version) return known.ids;
    const ids = this.unitOfWork
      .read(systemContext(organizationId, 'gateway'), (work) => this.rows.watchable(work))
      .then((read) => new Set(read));
    this.#known.delete(organizationId);
    this.#known.set(organizationId, { policyVersion: version, ids });
    const oldest = this.#known.keys().next();
    if (this.#known.size > capacity && !oldest.done) this.#known.delete(oldest.value);
    ids.catch(() => this.#known.delete(organizationId));
    return ids;
  }
}
