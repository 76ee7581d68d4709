import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../ui/empty-state';

/** An address that leads nowhere. */
@Component({
  selector: 'app-not-found-page',
  imports: [EmptyState, MatButton, RouterLink],
  template: `
    <h1 class="visually-hidden" i18n>Not found</h1>
    <app-empty-state
      icon="signpost"
      i18n-heading
      heading="Nothing at this address"
      i18n-text
      text="It may have moved, or it belongs to something you may not see. Nothing was changed."
    >
      <a matButton="filled" routerLink="/" i18n>Go to the first page</a>
    </app-empty-state>
  `,
})
export class NotFoundPage {}
