import { Component, inject } from '@angular/core';
import { LimitsForm } from '../../limits/limits-form';
import { ConnectorView } from './connector-view';

/** How much of a connector may be used, and what is done with what it answers. */
@Component({
  selector: 'app-limits-tab',
  imports: [LimitsForm],
  template: `
    @if (view.connector(); as connector) {
      <app-limits-form [connectorId]="connector.id" />
    }
  `,
})
export class LimitsTab {
  protected readonly view = inject(ConnectorView);
}
