import { Component, computed, input } from '@angular/core';
import { CopyButton } from './copy-button';

/** An identifier, address or hash in monospace with a copy button; long hashes may be shortened, copies never are. */
@Component({
  selector: 'app-identifier',
  imports: [CopyButton],
  template: `<code [title]="value()">{{ shown() }}</code
    ><app-copy-button [value]="value()" [what]="what()" />`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      max-width: 100%;
    }
    code {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class Identifier {
  readonly value = input.required<string>();
  /** How many characters to show; all of them when it is 0. */
  readonly short = input(0);
  readonly what = input($localize`identifier`);
  protected readonly shown = computed(() => {
    const value = this.value();
    const short = this.short();
    return short > 0 && value.length > short ? `${value.slice(0, short)}…` : value;
  });
}
