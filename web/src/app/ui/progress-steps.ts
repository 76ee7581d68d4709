import { Component, input } from '@angular/core';
import type { ScanStep, StepStatus } from '../graphql/generated/schema';
import { Icon, IconName } from './icon';

/** One step of something that runs, as the API tells it. */
export type ProgressStep = Pick<ScanStep, 'name' | 'title' | 'status' | 'detail'>;

const icons: Record<StepStatus, IconName> = {
  WAITING: 'radio_button_unchecked',
  RUNNING: 'progress_activity',
  DONE: 'check_circle',
  FAILED: 'error',
};

/** The steps of something that runs, told as they happen, also to screen readers. */
@Component({
  selector: 'app-progress-steps',
  imports: [Icon],
  template: `
    <ol aria-live="polite" aria-relevant="additions text">
      @for (step of steps(); track step.name) {
        <li [class]="step.status.toLowerCase()">
          <app-icon [name]="icons[step.status]" />
          <div>
            <span>{{ step.title }}</span>
            <span class="visually-hidden">{{ words[step.status] }}</span>
            @if (step.detail) {
              <p>{{ step.detail }}</p>
            }
          </div>
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: grid;
      gap: 8px;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      gap: 8px;
      min-width: 0;
    }
    li div {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    p {
      color: var(--text-muted);
      font-size: 13px;
    }
    app-icon {
      margin-top: 1px;
    }
    .waiting {
      color: var(--text-faint);
    }
    .done app-icon {
      color: var(--allowed);
    }
    .failed app-icon {
      color: var(--blocked);
    }
    .running app-icon {
      color: var(--accent);
      animation: turn 1.2s linear infinite;
    }
    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
  `,
})
export class ProgressSteps {
  readonly steps = input.required<readonly ProgressStep[]>();
  protected readonly icons = icons;
  protected readonly words: Record<StepStatus, string> = {
    WAITING: $localize`waiting`,
    RUNNING: $localize`running`,
    DONE: $localize`done`,
    FAILED: $localize`failed`,
  };
}
