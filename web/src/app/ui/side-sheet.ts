import { A11yModule } from '@angular/cdk/a11y';
import { Component, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Icon } from './icon';

/** Detail beside a list, without losing the place; closes with Escape and gives the focus back. */
@Component({
  selector: 'app-side-sheet',
  imports: [A11yModule, Icon, MatIconButton],
  template: `
    <div class="veil" (click)="closed.emit()" aria-hidden="true"></div>
    <section
      role="dialog"
      aria-modal="true"
      [attr.aria-label]="heading()"
      cdkTrapFocus
      cdkTrapFocusAutoCapture
    >
      <header>
        <h2>{{ heading() }}</h2>
        <ng-content select="[actions]" />
        <button
          matIconButton
          type="button"
          i18n-aria-label
          aria-label="Close"
          cdkFocusInitial
          (click)="closed.emit()"
        >
          <app-icon name="close" />
        </button>
      </header>
      <div class="content"><ng-content /></div>
    </section>
  `,
  host: { '(keydown.escape)': 'closed.emit()' },
  styles: `
    .veil {
      position: fixed;
      z-index: 30;
      inset: 0;
      background: #0005;
    }
    section {
      position: fixed;
      z-index: 31;
      inset-block: 0;
      inset-inline-end: 0;
      display: flex;
      flex-direction: column;
      width: min(640px, 100vw);
      border-inline-start: 1px solid var(--line);
      background: var(--surface);
      box-shadow: var(--shadow);
      animation: enter 120ms ease-out;
    }
    header {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 56px;
      padding: 8px 8px 8px 20px;
      border-bottom: 1px solid var(--line);
    }
    h2 {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .content {
      flex: 1;
      padding: 20px;
      overflow-y: auto;
      overscroll-behavior: contain;
    }
    @keyframes enter {
      from {
        transform: translateX(24px);
        opacity: 0;
      }
    }
  `,
})
export class SideSheet {
  readonly heading = input.required<string>();
  readonly closed = output();
}
