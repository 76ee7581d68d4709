import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import type { UpstreamTarget } from '../platform/mcp/upstream/target.js';
import { Log } from '../platform/telemetry/log.js';
import { suggestClassification } from './classification.js';
import { contractOf } from './contract.js';
import { findingsOf } from './findings.js';
import { OfferingsRepository } from './offerings.repository.js';
import { ScanRunner, type ScanResult } from './scan-runner.js';
import { waitingSteps, type FoundOffering, type Scan, type ScanChanges, type ScanStep } from './scan.js';
import { ScansRepository } from './scans.repository.js';

/** What is to be looked at, and what to do in the same transaction as the result. */
export interface ScanOrder {
  readonly target: UpstreamTarget;
  readonly authentication: Scan['authentication'];
  /** The connector that is scanned again; null while a server is looked at before it is registered. */
  readonly connectorId: string | null;
  /** Asked inside the transaction that keeps the result: whether what was looked at is still what is wanted. */
  readonly isCurrent?: (change: Change) => Promise<boolean>;
  /** Called inside the transaction that keeps the result. */
  readonly onFinished?: (change: Change, scan: Scan) => Promise<void>;
}

/** Looks at servers, with progress that other processes can see, and keeps what was found. */
@Injectable()
export class ScansService {
  /** Scans under way in this process, so that a stop can wait for them. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly scans: ScansRepository,
    private readonly offerings: OfferingsRepository,
    private readonly runner: ScanRunner,
    private readonly log: Log,
  ) {}

  /** Begins a scan and returns at once; `find` shows its progress. */
  async start(context: RequestContext, order: ScanOrder): Promise<Scan> {
    const scan: Scan = {
      id: newId(),
      connectorId: order.connectorId,
      requestedBy: context.actor.kind === 'member' ? context.actor.id : null,
      url: order.target.url,
      authentication: order.authentication,
      status: 'running',
      steps: waitingSteps,
      verdict: null,
      found: [],
      refused: [],
      changes: null,
      failure: null,
      startedAt: this.clock.now(),
      finishedAt: null,
    };
    await this.unitOfWork.housekeep(context, (work) => this.scans.add(work, scan));
    const run = this.run(context, scan, order)
      .catch((error: unknown) => this.log.error({ err: error, scan: scan.id }, 'a scan could not be kept'))
      .finally(() => this.running.delete(scan.id));
    this.running.set(scan.id, run);
    return scan;
  }

  /** Waits until a scan of this process is over, whatever came of it. */
  async settled(id: string): Promise<void> {
    await this.running.get(id);
  }

  find(context: RequestContext, id: string): Promise<Scan | undefined> {
    return this.unitOfWork.read(context, (work) => this.findIn(work, id));
  }

  findIn(work: Work, id: string): Promise<Scan | undefined> {
    return this.scans.find(work, id, this.clock.now());
  }

  ofConnector(context: RequestContext, connectorId: string, first: number): Promise<Scan[]> {
    return this.unitOfWork.read(context, (work) =>
      this.scans.ofConnector(work, connectorId, first, this.clock.now()),
    );
  }

  /** Batch of a loader. */
  readonly batch = async (context: RequestContext, ids: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) =>
      this.scans.findMany(work, ids, this.clock.now()),
    );
    return ids.map((id) => found.get(id));
  };

  /** What a scan found, with definitions. */
  async foundBy(context: RequestContext, scan: Scan): Promise<FoundOffering[]> {
    const definitions = await this.unitOfWork.read(context, (work) =>
      this.offerings.definitions(
        work,
        scan.found.map(({ hash }) => hash),
      ),
    );
    return scan.found.map((found) => {
      const contract = contractOf({ ...found, definition: definitions.get(found.hash) ?? {} });
      return {
        ...found,
        title: textOf(contract.definition['title']),
        description: textOf(contract.definition['description']),
        classification: suggestClassification(found.kind, found.name, contract.definition),
        definition: contract.definition,
        findings: findingsOf(contract),
      };
    });
  }

  /** Makes the findings of a scan those of a connector that is being registered. */
  async adopt(change: Change, scan: Scan, connectorId: string): Promise<ScanChanges> {
    const definitions = await this.offerings.definitions(
      change,
      scan.found.map(({ hash }) => hash),
    );
    const contracts = scan.found.map((found) => ({
      ...found,
      definition: definitions.get(found.hash) ?? {},
    }));
    await this.scans.attach(change, scan.id, connectorId);
    return this.offerings.reconcile(change, connectorId, contracts);
  }

  /** Waits for the scans of this process. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private async run(context: RequestContext, scan: Scan, order: ScanOrder): Promise<void> {
    let steps: readonly ScanStep[] = scan.steps;
    // One write of progress at a time, and only the newest: a slow database must not queue up history.
    let writing: Promise<void> | undefined;
    let written = steps;
    const writeProgress = (): void => {
      if (writing || written === steps) return;
      written = steps;
      writing = this.unitOfWork
        .housekeep(context, (work) => this.scans.saveSteps(work, scan.id, written))
        .catch((error: unknown) =>
          this.log.warn({ err: error, scan: scan.id }, 'progress could not be written'),
        )
        .finally(() => {
          writing = undefined;
          writeProgress();
        });
    };
    const result = await this.runner.run(order.target, (now) => {
      steps = now;
      writeProgress();
    });
    while (writing) await writing;
    await this.unitOfWork.change(context, async (change) => {
      const isCurrent = (await order.isCurrent?.(change)) ?? true;
      await this.keep(change, { ...scan, steps }, order, isCurrent ? result : overtaken);
    });
  }

  private async keep(change: Change, scan: Scan, order: ScanOrder, result: ScanResult): Promise<void> {
    const finishedAt = this.clock.now();
    let finished: Scan;
    if (result.ok) {
      await this.offerings.keepContracts(change, result.contracts);
      const changes = order.connectorId
        ? await this.offerings.reconcile(change, order.connectorId, result.contracts)
        : null;
      finished = {
        ...scan,
        status: 'succeeded',
        verdict: result.verdict,
        found: result.contracts.map(({ kind, name, hash }) => ({ kind, name, hash })),
        refused: result.refused,
        changes,
        finishedAt,
      };
    } else {
      finished = { ...scan, status: 'failed', failure: result.failure, finishedAt };
    }
    await this.scans.save(change, finished);
    await order.onFinished?.(change, finished);
    change.record({
      type: 'connector.scanned',
      outcome: result.ok ? 'success' : 'failure',
      target: { kind: 'scan', id: scan.id, name: new URL(scan.url).host },
      ...(order.connectorId ? { connectorId: order.connectorId } : {}),
      details: {
        found: finished.found.length,
        refused: finished.refused.length,
        ...(finished.changes
          ? {
              added: finished.changes.added,
              removed: finished.changes.removed,
              changed: finished.changes.changed,
            }
          : {}),
        ...(result.ok ? { revision: result.verdict.revision } : { code: result.failure.code }),
      },
    });
    if (order.connectorId) change.touchPolicy();
  }
}

/** What is known of one address says nothing about another. */
const overtaken: ScanResult = {
  ok: false,
  failure: {
    code: 'connector_moved',
    message: 'The connector was given another address or was retired while this scan ran.',
    nextStep: 'Scan again.',
  },
};

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
