import { Component } from '@angular/core';
import { PageHeader } from '../ui/page-header';
import { LimitsForm } from './limits-form';

/** What holds for the whole organization. */
@Component({
  selector: 'app-settings-page',
  imports: [LimitsForm, PageHeader],
  template: `
    <app-page-header i18n-heading heading="Settings">
      <span meta i18n
        >Limits and results for the whole organization. A connector can have its own, in its section
        “Limits”.</span
      >
    </app-page-header>
    <app-limits-form />
  `,
})
export class SettingsPage {}
