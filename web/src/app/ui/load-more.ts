import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

/** The end of a list that may go on: how many are shown, and a button for more. */
@Component({
  selector: 'app-load-more',
  imports: [MatButton],
  template: `
    <span role="status" class="muted small">
      @if (hasMore()) {
        <ng-container i18n
          >{shown(), plural, =1 {1 shown} other {{{ shown() }} shown}}, there are more</ng-container
        >
      } @else {
        <ng-container i18n
          >{shown(), plural, =1 {1 shown} other {{{ shown() }} shown}}, that is all</ng-container
        >
      }
    </span>
    @if (hasMore()) {
      <button matButton type="button" [disabled]="loading()" (click)="more.emit()">{{ label() }}</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 40px;
      padding: 4px 12px;
      border-top: 1px solid var(--line);
    }
  `,
})
export class LoadMore {
  readonly shown = input.required<number>();
  readonly hasMore = input.required<boolean>();
  readonly loading = input(false);
  readonly label = input($localize`Show more`);
  readonly more = output();
}
