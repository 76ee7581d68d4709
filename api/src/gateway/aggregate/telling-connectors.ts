import { Inject, Injectable } from '@nestjs/common';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { listable } from '../../policies/decide.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import { ConnectorsReadRepository, type TellingRow } from '../offerings/connectors-read.repository.js';
import type { Caller } from '../pipeline/authenticate.js';

type Telling = ReadonlyMap<string, TellingRow>;

interface Known {
  readonly policyVersion: number;
  readonly telling: Promise<Telling>;
}

/** Organizations of which it is remembered; the one asked longest ago goes first. */
const capacity = 2_000;

/** What the servers of a caller's connectors tell by themselves: read once per version of the policy, and not from them. */
@Injectable()
export class TellingConnectors {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly rows: ConnectorsReadRepository,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Whether the caller may read anything whose updates can be heard of. */
  async canWatch(policy: CompiledPolicy, { principal, scope }: Caller): Promise<boolean> {
    const telling = await this.#of(policy);
    if (telling.size === 0) return false;
    const kinds = ['resource', 'resource_template'] as const;
    return kinds.some((kind) =>
      listable(policy, principal, scope, { kind }).some(
        ({ connector }) => telling.get(connector.id)?.watchable,
      ),
    );
  }

  /** The words of the connectors in which the caller may use anything, and whose servers announce changes of lists. */
  async announcing(policy: CompiledPolicy, { principal, scope }: Caller): Promise<ReadonlySet<string>> {
    const telling = await this.#of(policy);
    if (telling.size === 0) return new Set();
    const used = listable(policy, principal, scope).map(({ connector }) => connector);
    return new Set(used.filter(({ id }) => telling.get(id)?.announcing).map(({ slug }) => slug));
  }

  #of({ organizationId, version }: CompiledPolicy): Promise<Telling> {
    const known = this.#known.get(organizationId);
    if (known && known.policyVersion >= version) return known.telling;
    const telling = this.unitOfWork
      .read(systemContext(organizationId, 'gateway'), (work) => this.rows.telling(work))
      .then((rows) => new Map(rows.map((row) => [row.id, row])));
    this.#known.delete(organizationId);
    this.#known.set(organizationId, { policyVersion: version, telling });
    const oldest = this.#known.keys().next();
    if (this.#known.size > capacity && !oldest.done) this.#known.delete(oldest.value);
    telling.catch(() => this.#known.delete(organizationId));
    return telling;
  }
}
