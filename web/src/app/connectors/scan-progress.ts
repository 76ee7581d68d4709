import { Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ErrorState } from '../ui/error-state';
import { Icon } from '../ui/icon';
import { ProgressSteps } from '../ui/progress-steps';
import { RefusalBanner } from '../ui/refusal-banner';
import { ScanWatch } from './scan-watch';

/** A scan as it happens, step by step, and how it failed in plain words. */
@Component({
  selector: 'app-scan-progress',
  imports: [ErrorState, Icon, MatButton, ProgressSteps, RefusalBanner],
  template: `
    @if (watch.refusal(); as refusal) {
      <app-refusal-banner [refusal]="refusal" />
    }
    @if (watch.failure(); as failure) {
      <app-error-state [error]="failure" [saved]="keptWords()" (retry)="again.emit()" />
    }
    @if (watch.scan(); as scan) {
      <app-progress-steps [steps]="scan.steps" />
      @if (scan.failure; as failure) {
        <div class="failure" role="alert">
          <app-icon name="error" />
          <div>
            <p>
              <strong>{{ failure.message }}</strong>
            </p>
            <p>{{ failure.nextStep }}</p>
            <p class="muted">{{ keptWords() }}</p>
            <button matButton="outlined" type="button" (click)="again.emit()" i18n>Try again</button>
          </div>
        </div>
      }
    } @else if (watch.running()) {
      <p role="status" i18n>Starting…</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 16px;
    }
    .failure {
      --icon-size: 20px;
      display: flex;
      gap: 12px;
      padding: 16px;
      border: 1px solid var(--blocked-line);
      border-radius: var(--radius);
      background: var(--blocked-soft);
    }
    .failure app-icon {
      color: var(--blocked);
    }
    .failure div {
      display: grid;
      gap: 4px;
      justify-items: start;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .failure button {
      margin-top: 8px;
    }
  `,
})
export class ScanProgress {
  protected readonly watch = inject(ScanWatch);
  /** What became of what was there before, when the scan fails. */
  readonly keptWords = input($localize`Nothing was changed.`);
  readonly again = output();
}
