import { Inject, Injectable } from '@nestjs/common';
import type { Scan } from '../contracts/scan.js';
import { ScansService } from '../contracts/scans.service.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { ConnectorsRepository } from './connectors.repository.js';
import { ConnectorsService } from './connectors.service.js';
import { StandingDecision } from './standing-decision.js';

/** A wish for a scan that nobody took for this long is told again: the notification of it may be lost. */
const wishForgottenMs = 10_000;

/** Looks at registered servers again: because a person asks, or because a server says that it has changed. */
@Injectable()
export class ConnectorScansService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly service: ConnectorsService,
    private readonly connectors: ConnectorsRepository,
    private readonly scans: ScansService,
    private readonly credentials: CredentialsService,
    private readonly decision: StandingDecision,
  ) {}

  /** Looks again at a registered server, with the credential that is held for it. */
  async scan(context: RequestContext, id: string): Promise<Scan> {
    const connector = await this.service.get(context, id);
    if (connector.state === 'retired') {
      throw new Refusal(
        'wrong_state',
        'A retired connector is not scanned any more.',
        'Register it again if it is needed.',
      );
    }
    return this.scans.start(context, {
      connectorId: connector.id,
      authentication: connector.authentication,
      target: {
        url: connector.url,
        transport: connector.transport,
        headers: await this.credentials.headersFor(context, connector.id, connector.url),
      },
      isCurrent: async (change) => {
        const now = await this.connectors.lock(change, connector.id);
        return now?.url === connector.url && now.transport === connector.transport && now.state !== 'retired';
      },
      onFinished: async (change, scan) => {
        await this.connectors.saveScan(change, connector.id, scan.id, scan.verdict);
        const now = await this.connectors.find(change, connector.id);
        if (now && scan.status === 'succeeded') await this.decision.apply(change, now);
      },
    });
  }

  /** Asks those who scan to look at a connector again, because its server says that it has changed. */
  async wantScan(context: RequestContext, id: string): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.housekeep(context, (work) =>
      this.connectors.wantScan(work, id, now, new Date(now.getTime() - wishForgottenMs)),
    );
  }

  /** Scans a connector if somebody asked for it and nobody else does so, and waits for the end of the scan. */
  async scanIfWanted(context: RequestContext, id: string): Promise<void> {
    const isMine = await this.unitOfWork.housekeep(context, (work) => this.connectors.takeScanWish(work, id));
    if (!isMine) return;
    const scan = await this.scan(context, id);
    await this.scans.settled(scan.id);
  }
}
