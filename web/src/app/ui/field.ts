import {
  afterRenderEffect,
  booleanAttribute,
  Component,
  computed,
  ElementRef,
  inject,
  input,
} from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';

let count = 0;

/** A label above its control, with a hint and the field's error tied to it for everyone. The control is its content. */
@Component({
  selector: 'app-field',
  template: `
    <label [attr.for]="id">
      {{ label() }}
      @if (optional()) {
        <span class="optional" i18n>(optional)</span>
      }
    </label>
    <ng-content />
    @if (hint()) {
      <p class="hint" [id]="id + '-hint'">{{ hint() }}</p>
    }
    <p class="error" [id]="id + '-error'" aria-live="polite">{{ error() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      align-content: start;
      gap: 4px;
      min-width: 0;
    }
    label {
      font-weight: 550;
    }
    .optional,
    .hint {
      color: var(--text-muted);
      font-size: 13px;
      font-weight: 400;
    }
    .error {
      color: var(--danger);
      font-size: 13px;
    }
    .error:empty {
      display: none;
    }
  `,
})
export class Field {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly optional = input(false, { transform: booleanAttribute });
  /** The field of the form, whose error is shown once the person has left it. */
  readonly field = input<FieldTree<unknown>>();
  /** What the server said about it. */
  readonly refusal = input('');
  protected readonly id = `field-${(count += 1)}`;
  protected readonly error = computed(() => {
    const state = this.field()?.();
    const own = state?.touched() ? (state.errors()[0]?.message ?? '') : '';
    return this.refusal() || own;
  });

  constructor() {
    afterRenderEffect(() => this.tieControl(this.error(), this.hint()));
  }

  private tieControl(error: string, hint: string): void {
    const control = this.host.nativeElement.querySelector('input, select, textarea');
    if (!control) return;
    control.id = this.id;
    const described = [error && `${this.id}-error`, hint && `${this.id}-hint`].filter(Boolean).join(' ');
    if (described) control.setAttribute('aria-describedby', described);
    else control.removeAttribute('aria-describedby');
    control.setAttribute('aria-invalid', String(error !== ''));
  }
}
