import { Inject, Injectable } from '@nestjs/common';
import { notFound, type Refusal } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork } from '../kernel/unit-of-work.js';
import type { Classification } from './classification.js';
import { findingsOf } from './findings.js';
import type { Offering } from './offering.js';
import { OfferingsRepository } from './offerings.repository.js';

/** An approval carries the hash that the approver read: what the server says meanwhile cannot slip in. */
export interface Approval {
  readonly offeringId: string;
  readonly hash: string;
}

/** What connectors offer, and which of it is pinned. */
@Injectable()
export class OfferingsService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly offerings: OfferingsRepository,
  ) {}

  find(context: RequestContext, id: string): Promise<Offering | undefined> {
    return this.unitOfWork.read(context, (work) => this.offerings.find(work, id));
  }

  /** Batch of a loader: the offerings of each connector. */
  readonly batch = async (context: RequestContext, connectorIds: readonly string[]) => {
    const all = await this.unitOfWork.read(context, (work) =>
      this.offerings.ofConnectors(work, connectorIds),
    );
    return connectorIds.map((id) => all.filter(({ connectorId }) => connectorId === id));
  };

  /** Pins what each approver read, all or nothing. `moved` makes the refusal when one is not the same any more. */
  async approve(
    change: Change,
    connectorId: string,
    approvals: readonly Approval[],
    moved: (name: string) => Refusal,
  ): Promise<void> {
    for (const approval of approvals) {
      const offering = await this.offerings.find(change, approval.offeringId);
      if (!offering || offering.connectorId !== connectorId) throw notFound('offering');
      const pinned = await this.offerings.approve(
        change,
        offering.id,
        approval.hash,
        change.context.actor.id,
      );
      if (!pinned) throw moved(offering.name);
      change.record({
        type: 'contract.approved',
        outcome: 'success',
        target: { kind: 'offering', id: offering.id, name: offering.name },
        connectorId,
        offering: { kind: offering.kind, name: offering.name },
        change: { before: offering.approvedHash, after: approval.hash },
      });
    }
    change.touchPolicy();
  }

  /**
   * Pins what a connector offers now, by a decision that somebody made in advance. What a look at the definition finds
   * suspicious waits for a person. Answers what was pinned, as it was before.
   */
  async approveUnsuspicious(change: Change, connectorId: string, decidedBy: string): Promise<Offering[]> {
    const all = await this.offerings.ofConnectors(change, [connectorId]);
    const approved: Offering[] = [];
    for (const offering of all) {
      const { id, kind, name, liveHash, liveDefinition, approvedHash } = offering;
      if (liveHash === null || liveDefinition === null || liveHash === approvedHash) continue;
      if (findingsOf({ kind, name, hash: liveHash, definition: liveDefinition }).length > 0) continue;
      if (!(await this.offerings.approve(change, id, liveHash, decidedBy))) continue;
      change.record({
        type: 'contract.approved',
        outcome: 'success',
        target: { kind: 'offering', id, name },
        connectorId,
        offering: { kind, name },
        change: { before: approvedHash, after: liveHash },
        details: { standingDecisionOf: decidedBy },
      });
      approved.push(offering);
    }
    return approved;
  }

  /** The organization's own judgement of what an offering does; it, not the server's claim, drives the policy. */
  async classify(
    context: RequestContext,
    offeringId: string,
    classification: Classification,
  ): Promise<Offering> {
    return this.unitOfWork.change(context, async (change) => {
      const offering = await this.offerings.find(change, offeringId);
      if (!offering) throw notFound('offering');
      await this.offerings.classify(change, offering.id, classification, context.actor.id);
      change.record({
        type: 'offering.classified',
        outcome: 'success',
        target: { kind: 'offering', id: offering.id, name: offering.name },
        connectorId: offering.connectorId,
        offering: { kind: offering.kind, name: offering.name },
        change: { before: offering.classification, after: classification },
      });
      change.touchPolicy();
      return { ...offering, classification, classifiedBy: context.actor.id };
    });
  }
}
