import { Component } from '@angular/core';
import { PageHeader } from '../ui/page-header';

/** What waits for the person signed in. */
@Component({
  selector: 'app-home-page',
  imports: [PageHeader],
  template: `<app-page-header i18n-heading heading="Waiting for you" />`,
})
export class HomePage {}
