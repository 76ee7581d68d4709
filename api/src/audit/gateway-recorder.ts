import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditEventDraft } from '../kernel/audit-event.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/request-context.js';
import { Log } from '../platform/telemetry/log.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { auditEventRow, type AuditEventRow } from './audit-event.js';
import { AuditWriterRepository } from './audit-writer.repository.js';

/** The audit trail could not be written; whoever waited for it must not answer. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

interface Waiting {
  readonly row: AuditEventRow;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const maximumBatch = 256;
/** A second commit beside the first makes both smaller, and each event dearer for this process and the database. */
const maximumCommits = 1;
/** Beyond this the database is not keeping up, and waiting longer helps nobody. */
const maximumWaiting = 10_000;

/**
 * Group commit: events are gathered for as long as each turn of the event loop brings more of them.
 *
 * An event costs this process and the database a third less in a commit of eight than in one of four. There is no
 * timer: a single event waits for two turns, in which nobody else had anything to do.
 */
@Injectable()
export class GatewayRecorder implements OnApplicationShutdown {
  private waiting: Waiting[] = [];
  private commits = 0;
  private isGathering = false;
  private readonly idle: (() => void)[] = [];

  constructor(
    private readonly writer: AuditWriterRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** Resolves when the event is durable; rejects with `AuditUnavailable` when it cannot be. */
  record(context: RequestContext, draft: AuditEventDraft): Promise<void> {
    if (this.waiting.length >= maximumWaiting) {
      return Promise.reject(new AuditUnavailable('Too many events wait for the audit trail.'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ row: auditEventRow(context, draft, this.clock.now()), resolve, reject });
      this.gather();
    });
  }

  /** Waits until everything recorded so far is durable or refused. */
  async onApplicationShutdown(): Promise<void> {
    if (this.commits > 0 || this.waiting.length > 0)
      await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private gather(): void {
    if (this.isGathering || this.commits >= maximumCommits) return;
    this.isGathering = true;
    let gathered = 0;
    const look = () => {
      const isGrowing = this.waiting.length > gathered && this.waiting.length < maximumBatch;
      gathered = this.waiting.length;
      if (isGrowing) return void setImmediate(look);
      this.isGathering = false;
      this.begin();
    };
    setImmediate(look);
  }

  private begin(): void {
    if (this.waiting.length === 0) return;
    const batch = this.waiting.slice(0, maximumBatch);
    this.waiting = this.waiting.slice(maximumBatch);
    this.commits += 1;
    this.metrics.auditBatch.observe(batch.length);
    if (this.waiting.length > 0) this.gather();
    void this.commit(batch).finally(() => {
      this.commits -= 1;
      if (this.waiting.length > 0) this.gather();
      if (this.commits === 0 && this.waiting.length === 0) this.idle.splice(0).forEach((done) => done());
    });
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.writer.append(batch.map(({ row }) => row));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length > 1 && isDataFault(error)) {
        // One event that the database cannot store must not cost the others theirs.
        for (const one of batch) await this.commit([one]);
        return;
      }
      this.log.error({ err: error, events: batch.length }, 'the audit trail could not be written');
      for (const { reject } of batch)
        reject(new AuditUnavailable('The audit trail could not be written.', { cause: error }));
    }
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): this row, not the database, is at fault. */
function isDataFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^2[23]/.test(code);
}
