import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { severityStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { UpstreamText } from '../../ui/upstream-text';
import { kindCounts, type ConnectorOffering } from '../offerings';

/** Asks before several definitions are approved at once: each with its hash and what was found in it. */
@Component({
  selector: 'app-approve-dialog',
  imports: [MatButton, MatDialogModule, StatusBadge, UpstreamText],
  template: `
    <h2 mat-dialog-title i18n>Approve {{ counts }} as they are?</h2>
    <mat-dialog-content class="stack">
      @if (withFindings) {
        <p class="warning" i18n>
          {withFindings, plural, =1 {1 of them has findings} other {{{ withFindings }} of them have findings}
          }. Read those before you approve them.
        </p>
      }
      <p i18n>
        Exactly these definitions are pinned, and any later change is held. Approving allows nothing by
        itself; rules do.
      </p>
      <ul>
        @for (offering of offerings; track offering.id) {
          <li>
            <app-upstream-text inline [text]="offering.name" />
            @for (severity of severitiesOf(offering); track severity) {
              <app-status-badge [status]="severityStatus(severity)" />
            }
            <code [title]="offering.liveHash">{{ offering.liveHash?.slice(0, 16) }}…</code>
          </li>
        }
      </ul>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close i18n>Cancel</button>
      <button matButton="filled" type="button" [mat-dialog-close]="true" i18n>Approve {{ counts }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    .warning {
      padding: 8px 12px;
      border: 1px solid var(--held-line);
      border-radius: var(--radius);
      background: var(--held-soft);
    }
    ul {
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 12px;
      min-height: 36px;
      padding: 4px 0;
      border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    code {
      margin-inline-start: auto;
      color: var(--text-muted);
    }
  `,
})
export class ApproveDialog {
  protected readonly offerings = inject<readonly ConnectorOffering[]>(MAT_DIALOG_DATA);
  protected readonly counts = kindCounts(this.offerings);
  protected readonly withFindings = this.offerings.filter((offering) => offering.findings.length > 0).length;
  protected readonly severityStatus = severityStatus;

  protected severitiesOf({ findings }: ConnectorOffering): readonly string[] {
    return [...new Set(findings.map((finding) => finding.severity))];
  }
}
