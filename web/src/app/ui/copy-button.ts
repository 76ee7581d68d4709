import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Icon } from './icon';

/** Copies a text and says so. */
@Component({
  selector: 'app-copy-button',
  imports: [Icon],
  template: `
    <button type="button" [attr.aria-label]="label()" [title]="label()" (click)="copy()">
      <app-icon [name]="copied() ? 'check' : 'content_copy'" />
      @if (text()) {
        <span aria-hidden="true">{{ copied() ? copiedWord : text() }}</span>
      }
    </button>
  `,
  styles: `
    button {
      --icon-size: 16px;
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 6px;
      min-width: 24px;
      height: 24px;
      padding: 0 4px;
      border: 0;
      border-radius: 4px;
      background: none;
      color: var(--text-muted);
      font: inherit;
      font-size: 12px;
      cursor: pointer;
    }
    button:hover {
      background: var(--hover);
      color: var(--text);
    }
  `,
})
export class CopyButton {
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);
  readonly value = input.required<string>();
  /** What is copied, for the button's name: "address", "hash". */
  readonly what = input($localize`text`);
  /** A word shown beside the icon, where there is room. */
  readonly text = input('');
  protected readonly copied = signal(false);
  protected readonly copiedWord = $localize`Copied`;
  protected readonly label = computed(() => $localize`Copy ${this.what()}:what:`);

  protected copy(): void {
    if (!this.clipboard.copy(this.value())) {
      void this.announcer.announce(
        $localize`Copying was not possible. Select the text and copy it yourself.`,
      );
      return;
    }
    this.copied.set(true);
    void this.announcer.announce($localize`Copied`);
    setTimeout(() => this.copied.set(false), 2000);
  }
}
