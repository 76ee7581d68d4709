import { Component, inject } from '@angular/core';
import { Trail } from '../../audit/trail';
import { ConnectorView } from './connector-view';

/** Everything recorded about this connector: changes, decisions and calls. */
@Component({
  selector: 'app-history-tab',
  imports: [Trail],
  template: `<app-trail [connectorId]="view.connector()?.id" />`,
})
export class HistoryTab {
  protected readonly view = inject(ConnectorView);
}
