import { Component, computed, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import type { Classification } from '../../graphql/generated/schema';
import { Icon } from '../../ui/icon';
import { classificationStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';

const classes: readonly Classification[] = ['READ', 'WRITE', 'DESTRUCTIVE'];

/** The organization's own judgement of what an offering does, changed in place where the person may. */
@Component({
  selector: 'app-class-choice',
  imports: [Icon, MatMenuModule, StatusBadge],
  template: `
    @if (editable()) {
      <button type="button" class="open" [attr.aria-label]="label()" [matMenuTriggerFor]="menu">
        <app-status-badge quiet [status]="status()" />
        <app-icon name="expand_more" />
      </button>
      <mat-menu #menu="matMenu">
        @for (each of classes; track each) {
          <button
            mat-menu-item
            type="button"
            role="menuitemradio"
            [attr.aria-checked]="each === classification()"
            (click)="choose(each)"
          >
            <span class="item">
              <app-icon [name]="each === classification() ? 'check' : words(each).icon" />{{
                words(each).label
              }}
            </span>
          </button>
        }
      </mat-menu>
    } @else {
      <app-status-badge quiet [status]="status()" />
    }
  `,
  styles: `
    .open {
      --icon-size: 14px;
      display: inline-flex;
      align-items: center;
      gap: 2px;
      min-height: 28px;
      margin-inline-start: -6px;
      padding: 0 4px 0 6px;
      border: 1px solid transparent;
      border-radius: var(--radius);
      background: none;
      color: var(--text-muted);
      font: inherit;
      cursor: pointer;
    }
    .open:hover {
      border-color: var(--line);
      background: var(--raised);
    }
    .item {
      display: flex;
      align-items: center;
      gap: 12px;
    }
  `,
})
export class ClassChoice {
  readonly classification = input.required<Classification>();
  readonly name = input.required<string>();
  readonly editable = input(false);
  readonly chosen = output<Classification>();
  protected readonly classes = classes;
  protected readonly words = classificationStatus;
  protected readonly status = computed(() => classificationStatus(this.classification()));
  protected readonly label = computed(
    () => $localize`Class of ${this.name()}:name:: ${this.status().label}:class:. Change`,
  );

  protected choose(classification: Classification): void {
    if (classification !== this.classification()) this.chosen.emit(classification);
  }
}
