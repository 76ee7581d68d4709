import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ConnectorScansDocument } from '../../graphql/generated/graphql';
import { queryResource } from '../../graphql/query-resource';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Identifier } from '../../ui/identifier';
import { RelativeTime } from '../../ui/relative-time';
import { Skeleton } from '../../ui/skeleton';
import { dataClassLabel, scanStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { UpstreamText } from '../../ui/upstream-text';
import { transports } from '../connector-fields';
import { ChangeHandlingForm } from './change-handling';
import { ConnectorForm } from './connector-form';
import { ConnectorView } from './connector-view';
import { CredentialForm } from './credential-form';

/** How a connector is reached and what it says of itself, with the scans so far. */
@Component({
  selector: 'app-connection-tab',
  imports: [
    ChangeHandlingForm,
    ConnectorForm,
    CredentialForm,
    EmptyState,
    ErrorState,
    Identifier,
    MatButton,
    RelativeTime,
    Skeleton,
    StatusBadge,
    UpstreamText,
  ],
  templateUrl: './connection-tab.html',
  styleUrl: './connection-tab.scss',
})
export class ConnectionTab {
  protected readonly view = inject(ConnectorView);
  protected readonly editing = signal(false);
  private readonly scansAnswer = queryResource(ConnectorScansDocument, () => {
    const slug = this.view.slug();
    return slug ? { slug } : undefined;
  });
  protected readonly scansError = this.scansAnswer.error;
  protected readonly scans = computed(() =>
    this.scansAnswer.hasValue() ? (this.scansAnswer.value().connector?.scans ?? []) : undefined,
  );
  private readonly lastScan = computed(
    () => `${this.view.connector()?.lastScan?.id} ${this.view.connector()?.lastScan?.status}`,
  );
  protected readonly transport = computed(
    () => transports.find((each) => each.value === this.view.connector()?.transport)?.label ?? '',
  );
  protected readonly dataClassLabel = dataClassLabel;
  protected readonly scanStatus = scanStatus;

  constructor() {
    let known: string | undefined;
    effect(() => {
      const last = this.lastScan();
      if (known !== undefined && known !== last) untracked(() => this.scansAnswer.reload());
      known = last;
    });
  }

  protected reloadScans(): void {
    this.scansAnswer.reload();
  }

  protected changeWords(scan: { added: number; changed: number; removed: number }): string {
    const { added, changed, removed } = scan;
    if (added + changed + removed === 0) return $localize`no changes`;
    return $localize`${added}:added: added, ${changed}:changed: changed, ${removed}:removed: gone`;
  }
}
