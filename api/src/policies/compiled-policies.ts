import { Injectable } from '@nestjs/common';
import type { Work } from '../kernel/unit-of-work.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { compile } from './compile.js';
import type { CompiledPolicy } from './policy.js';
import { PolicyRowsRepository } from './policy-rows.repository.js';

/** How many organizations' policies are kept; the one compiled longest ago goes first. */
const capacity = 200;

/** Compiles each version of a policy once in this process. */
@Injectable()
export class CompiledPolicies {
  private readonly latest = new Map<string, CompiledPolicy>();

  constructor(
    private readonly rows: PolicyRowsRepository,
    private readonly metrics: Metrics,
  ) {}

  /** The policy exactly as this read transaction sees it: version and rows must come from one snapshot. */
  async of(work: Work): Promise<CompiledPolicy> {
    const version = await this.rows.version(work);
    const known = this.latest.get(work.organizationId);
    if (known?.version === version) return known;
    const rows = await this.rows.load(work, version);
    const stop = this.metrics.policyCompileSeconds.startTimer();
    const policy = compile(rows);
    stop();
    this.keep(policy);
    return policy;
  }

  private keep(policy: CompiledPolicy): void {
    const known = this.latest.get(policy.organizationId);
    // A transaction that began earlier may finish later.
    if (known && known.version > policy.version) return;
    this.latest.delete(policy.organizationId);
    this.latest.set(policy.organizationId, policy);
    const oldest = this.latest.keys().next();
    if (this.latest.size > capacity && !oldest.done) this.latest.delete(oldest.value);
  }
}
