import { Component, computed, input } from '@angular/core';
import { iconPaths } from './icon-paths';

export type IconName = keyof typeof iconPaths;

/** One glyph beside a word that says the same; it is never read aloud. */
@Component({
  selector: 'app-icon',
  template: `<svg viewBox="0 -960 960 960" aria-hidden="true" focusable="false">
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: var(--icon-size, 18px);
      height: var(--icon-size, 18px);
    }
    svg {
      width: 100%;
      height: 100%;
      fill: currentColor;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => iconPaths[this.name()]);
}
