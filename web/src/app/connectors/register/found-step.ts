import { Component, computed, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Identifier } from '../../ui/identifier';
import { JsonView } from '../../ui/json-view';
import { SideSheet } from '../../ui/side-sheet';
import { classificationStatus, offeringKindLabel, severityStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { UpstreamText } from '../../ui/upstream-text';
import { transports } from '../connector-fields';
import { DefinitionPanel } from '../definition-panel';
import { wordsOf } from '../definition-words';
import { FindingList } from '../finding-list';
import { kindCounts } from '../offerings';
import type { FoundOffering, ScanResult } from '../scan-watch';

/** What a look at a server found: how it speaks, what it offers, and what is odd about it. */
@Component({
  selector: 'app-found-step',
  imports: [
    DataTable,
    DefinitionPanel,
    EmptyState,
    FindingList,
    Identifier,
    JsonView,
    MatButton,
    SideSheet,
    StatusBadge,
    UpstreamText,
  ],
  templateUrl: './found-step.html',
  styleUrl: './found-step.scss',
})
export class FoundStep {
  readonly result = input.required<ScanResult>();
  readonly accepted = output();
  readonly back = output();

  protected readonly opened = signal<FoundOffering | undefined>(undefined);
  protected readonly counts = computed(() => kindCounts(this.result().found));
  protected readonly withFindings = computed(
    () => this.result().found.filter((offering) => offering.findings.length > 0).length,
  );
  protected readonly transport = computed(
    () => transports.find((each) => each.value === this.result().transport)?.label ?? '',
  );
  protected readonly origin = computed(() => this.result().serverName ?? this.result().url);
  protected readonly classificationStatus = classificationStatus;
  protected readonly offeringKindLabel = offeringKindLabel;
  protected readonly wordsOf = wordsOf;

  protected worst({ findings }: FoundOffering) {
    const severities = findings.map((finding) => finding.severity.toLowerCase());
    return severityStatus(severities.find((severity) => severity === 'high') ?? severities[0] ?? '');
  }
}
