import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { asApiError } from '../graphql/api-error';
import { Icon } from './icon';
import { Identifier } from './identifier';

/** A failure that says what happened, whether anything was saved, what to do, and the number to quote. */
@Component({
  selector: 'app-error-state',
  imports: [Icon, Identifier, MatButton],
  template: `
    <app-icon name="error" />
    <div>
      <h2>{{ problem().message }}</h2>
      <p>{{ outcome() }} {{ problem().nextStep }}</p>
      @if (number(); as id) {
        <p class="small muted">
          <span i18n>Number of this failure:</span>&ngsp;
          <app-identifier [value]="id" />
        </p>
      }
      @if (canRetry()) {
        <button type="button" matButton="outlined" (click)="retry.emit()" i18n>Try again</button>
      }
    </div>
  `,
  host: { role: 'alert' },
  styles: `
    :host {
      --icon-size: 22px;
      display: flex;
      gap: 12px;
      padding: 20px;
      border: 1px solid var(--blocked-line);
      border-radius: var(--radius-large);
      background: var(--blocked-soft);
    }
    app-icon {
      color: var(--blocked);
    }
    div {
      display: grid;
      gap: 4px;
      justify-items: start;
      min-width: 0;
    }
    button {
      margin-top: 8px;
    }
  `,
})
export class ErrorState {
  readonly error = input.required<unknown>();
  /** Whether something was saved; reading never saves anything. */
  readonly saved = input($localize`Nothing was changed.`);
  readonly retryable = input(true);
  readonly retry = output();
  protected readonly problem = computed(() => asApiError(this.error()));
  /** Whoever is not signed in changes nothing, whatever else could have gone wrong. */
  protected readonly outcome = computed(() =>
    this.problem().code === 'UNAUTHENTICATED' ? $localize`Nothing was changed.` : this.saved(),
  );
  /** What a role does not include, it does not include the next time either, and what is wrong stays wrong. */
  protected readonly canRetry = computed(
    () => this.retryable() && !['FORBIDDEN', 'BAD_INPUT'].includes(this.problem().code),
  );
  /** The number is for operators: what the person asked wrongly, they can put right themselves. */
  protected readonly number = computed(() =>
    ['BAD_INPUT', 'UNAUTHENTICATED'].includes(this.problem().code) ? undefined : this.problem().correlationId,
  );
}
