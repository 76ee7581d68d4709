import { Component, input, viewChild } from '@angular/core';
import { ApplyingLimits, type LimitedConnector } from './applying-limits';
import { LimitsForm } from './limits-form';

/** The limits of one tool, resource or prompt: its own to choose, and all that apply to it. */
@Component({
  selector: 'app-tool-limits',
  imports: [ApplyingLimits, LimitsForm],
  template: `
    <app-limits-form
      [connectorId]="connector().id"
      [offeringId]="offeringId()"
      (changed)="applying().reload()"
    />
    <app-applying-limits [connector]="connector()" [offeringId]="offeringId()" />
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 24px;
    }
  `,
})
export class ToolLimits {
  readonly connector = input.required<LimitedConnector>();
  readonly offeringId = input.required<string>();
  protected readonly applying = viewChild.required(ApplyingLimits);
}
