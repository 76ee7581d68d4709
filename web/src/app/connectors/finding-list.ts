import { Component, input } from '@angular/core';
import type { Finding } from '../graphql/generated/schema';
import { severityStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { UpstreamText } from '../ui/upstream-text';

/** What was noticed in a definition: how bad, why, where, and the words in question. */
@Component({
  selector: 'app-finding-list',
  imports: [StatusBadge, UpstreamText],
  template: `
    <h3 i18n>Findings</h3>
    <ul>
      @for (finding of findings(); track $index) {
        <li>
          <p>
            <app-status-badge [status]="severityStatus(finding.severity)" />&ngsp;{{ finding.explanation }}
          </p>
          <app-upstream-text [text]="finding.excerpt" />
          <p class="small muted" i18n>
            In <code>{{ finding.field || '/' }}</code>, by the rule {{ finding.rule }}
          </p>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      min-width: 0;
    }
    ul {
      display: grid;
      gap: 16px;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      gap: 6px;
      min-width: 0;
    }
    .small {
      overflow-wrap: anywhere;
    }
  `,
})
export class FindingList {
  readonly findings = input.required<readonly Finding[]>();
  protected readonly severityStatus = severityStatus;
}
