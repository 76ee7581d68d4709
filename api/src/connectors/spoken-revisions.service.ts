import { Inject, Injectable } from '@nestjs/common';
import { staleVersion } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import type { Connector } from './connector.js';
import { ConnectorsRepository } from './connectors.repository.js';

/** How registered servers speak, as gateways find out between scans. */
@Injectable()
export class SpokenRevisionsService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly connectors: ConnectorsRepository,
  ) {}

  /**
   * Keeps how a server speaks now, as a gateway found out when it was spoken to as before. Refused if the connector
   * leads elsewhere by now, or if this is known already.
   */
  async changed(
    context: RequestContext,
    id: string,
    address: Pick<Connector, 'url' | 'transport'>,
    verdict: NonNullable<Connector['verdict']>,
  ): Promise<void> {
    await this.unitOfWork.change(context, async (change) => {
      const before = await this.connectors.lock(change, id);
      if (!before || !isAt(before, address) || isSpokenAlike(before.verdict, verdict))
        throw staleVersion('connector');
      await this.connectors.saveVerdict(change, id, verdict);
      change.record({
        type: 'connector.revision_changed',
        outcome: 'success',
        target: { kind: 'connector', id, name: before.name },
        connectorId: id,
        change: { before: spoken(before.verdict), after: spoken(verdict) },
      });
      change.touchPolicy();
    });
  }

  /** Notes that a server still speaks as it did. */
  async confirmed(
    context: RequestContext,
    id: string,
    address: Pick<Connector, 'url' | 'transport'>,
    checkedAt: string,
  ): Promise<void> {
    await this.unitOfWork.housekeep(context, async (work) => {
      const connector = await this.connectors.lock(work, id);
      if (!connector?.verdict || !isAt(connector, address)) return;
      await this.connectors.saveVerdict(work, id, { ...connector.verdict, checkedAt });
    });
  }
}

function isAt(connector: Connector, { url, transport }: Pick<Connector, 'url' | 'transport'>): boolean {
  return connector.url === url && connector.transport === transport && connector.state !== 'retired';
}

function isSpokenAlike(one: Connector['verdict'], other: Connector['verdict']): boolean {
  return JSON.stringify(spoken(one)) === JSON.stringify(spoken(other));
}

/** What of a verdict decides how requests are worded. */
function spoken(verdict: Connector['verdict']): object | null {
  return verdict && { era: verdict.era, revision: verdict.revision, transport: verdict.transport };
}
