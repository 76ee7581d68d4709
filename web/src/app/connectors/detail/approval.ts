import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { FieldChanges } from '../../ui/field-changes';
import { Icon } from '../../ui/icon';
import { Identifier } from '../../ui/identifier';
import { Approvals } from './approvals';
import { ConnectorView, type OfferingDefinition } from './connector-view';

/** The decision on a definition that nobody approved, or that is not the approved one any more. */
@Component({
  selector: 'app-approval',
  imports: [FieldChanges, Icon, Identifier, MatButton],
  template: `
    @if (definition().contractState === 'CHANGED') {
      <h3 i18n>It is not what was approved any more</h3>
      <p>
        @if (definition().classification === 'READ') {
          <ng-container i18n>Clients still see and use what was approved. What changed is held.</ng-container>
        } @else {
          <ng-container i18n>It can change data, so calls are refused until someone decides.</ng-container>
        }
      </p>
      <app-field-changes
        [changes]="definition().changes"
        [beforeLabel]="approvedLabel"
        [afterLabel]="liveLabel"
      />
    } @else {
      <h3 i18n>Nobody approved this yet</h3>
      <p i18n>
        Clients do not see it. Approving pins exactly the definition above; rules then decide who may use it.
      </p>
    }
    <dl class="facts">
      @if (definition().approvedHash; as hash) {
        <dt i18n>Approved</dt>
        <dd><app-identifier [value]="hash" [short]="16" i18n-what what="approved hash" /></dd>
      }
      @if (definition().liveHash; as hash) {
        <dt i18n>Offered now</dt>
        <dd><app-identifier [value]="hash" [short]="16" i18n-what what="live hash" /></dd>
      }
    </dl>
    @if (definition().liveHash; as hash) {
      @if (view.connector()?.viewerCan?.approve) {
        <div class="row">
          <button matButton="filled" type="button" [disabled]="approving()" (click)="approve(hash)">
            <app-icon name="verified_user" />
            <ng-container i18n>Approve this version ({{ hash.slice(0, 8) }})</ng-container>
          </button>
        </div>
      } @else {
        <p class="muted" i18n>A reviewer or an admin of your organization can approve it.</p>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      min-width: 0;
      padding: 16px;
      border: 1px solid var(--held-line);
      border-radius: var(--radius);
      background: var(--held-soft);
    }
  `,
})
export class Approval {
  protected readonly view = inject(ConnectorView);
  private readonly approvals = inject(Approvals);
  readonly definition = input.required<OfferingDefinition>();
  protected readonly approving = signal(false);
  protected readonly approvedLabel = $localize`Approved`;
  protected readonly liveLabel = $localize`Offered now`;

  /** Approves exactly the hash on screen; when the server moved on meanwhile, the new definition is shown instead. */
  protected async approve(liveHash: string): Promise<void> {
    this.approving.set(true);
    await this.approvals.approve([{ id: this.definition().id, liveHash }]);
    this.approving.set(false);
  }
}
