import { Component, inject } from '@angular/core';
import { LimitedOfferings } from '../../limits/limited-offerings';
import { LimitsForm } from '../../limits/limits-form';
import { ConnectorView } from './connector-view';

/** How much of a connector may be used, and what is done with what it answers. */
@Component({
  selector: 'app-limits-tab',
  imports: [LimitedOfferings, LimitsForm],
  template: `
    @if (view.connector(); as connector) {
      <app-limits-form [connectorId]="connector.id">
        <app-limited-offerings [connector]="connector" />
      </app-limits-form>
    }
  `,
})
export class LimitsTab {
  protected readonly view = inject(ConnectorView);
}
