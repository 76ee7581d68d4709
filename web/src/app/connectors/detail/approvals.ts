import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { ApproveOfferingsDocument, ClassifyOfferingDocument } from '../../graphql/generated/graphql';
import type { Classification } from '../../graphql/generated/schema';
import { GraphqlClient, isRefusal } from '../../graphql/graphql-client';
import { Notices } from '../../ui/notices';
import { waitsForApproval, type ConnectorOffering } from '../offerings';
import { ConnectorView } from './connector-view';

/** Approves definitions, bound to the hashes the person saw, and classifies what they do. */
@Service({ autoProvided: false })
export class Approvals {
  private readonly view = inject(ConnectorView);
  private readonly client = inject(GraphqlClient);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);

  /** Approves several as they are now, after saying what that means. */
  async approveAll(offerings: readonly ConnectorOffering[]): Promise<boolean> {
    const waiting = offerings.filter(waitsForApproval);
    if (waiting.length === 0) return false;
    const { ApproveDialog } = await import('./approve-dialog');
    const dialog = this.dialogs.open<unknown, readonly ConnectorOffering[], boolean>(ApproveDialog, {
      data: waiting,
      width: '560px',
      autoFocus: 'dialog',
    });
    return (await firstValueFrom(dialog.afterClosed())) === true && this.approve(waiting);
  }

  /** Approves the definitions with these hashes and no others. */
  async approve(offerings: readonly { id: string; liveHash: string | null }[]): Promise<boolean> {
    const connector = this.view.connector();
    if (!connector) return false;
    const approvals = offerings.flatMap(({ id, liveHash }) =>
      liveHash ? [{ offeringId: id, hash: liveHash }] : [],
    );
    const input = { connectorId: connector.id, approvals };
    const done = await this.view.change(ApproveOfferingsDocument, { input }, (data) => data.approveOfferings);
    if (done) {
      this.notices.say(
        approvals.length === 1
          ? $localize`1 definition is approved.`
          : $localize`${approvals.length}:count: definitions are approved.`,
      );
    }
    return done;
  }

  async classify(offeringId: string, classification: Classification): Promise<void> {
    this.view.dismiss();
    try {
      const input = { offeringId, classification };
      const { classifyOffering } = await this.client.send(ClassifyOfferingDocument, { input });
      if (isRefusal(classifyOffering)) {
        await this.view.refuse(classifyOffering);
        return;
      }
      this.view.connector.update(
        (connector) =>
          connector && {
            ...connector,
            offerings: connector.offerings.map((offering) =>
              offering.id === offeringId
                ? { ...offering, classification: classifyOffering.classification }
                : offering,
            ),
          },
      );
      // The version moved on with it; the next save would otherwise be refused as stale.
      this.view.reload();
    } catch (error) {
      // As in `ConnectorView.change`: what is true now is read again.
      this.view.failure.set(error);
      this.view.reload();
    }
  }
}
