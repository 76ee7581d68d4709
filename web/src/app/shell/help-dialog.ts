import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { Shortcuts } from '../ui/shortcuts';

/** The keys that work on the page behind it, and the switch for single keys. */
@Component({
  selector: 'app-help-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>Keyboard</h2>
    <mat-dialog-content>
      <dl>
        @for (shortcut of shortcuts.all(); track shortcut) {
          <div>
            <dt>
              @if (shortcut.ctrl) {
                <kbd>Ctrl</kbd>
              }
              <kbd>{{ shortcut.ctrl ? shortcut.key.toUpperCase() : shortcut.key }}</kbd>
            </dt>
            <dd>{{ shortcut.does }}</dd>
          </div>
        }
        <div>
          <dt><kbd>Enter</kbd></dt>
          <dd i18n>Open the row</dd>
        </div>
        <div>
          <dt><kbd>Esc</kbd></dt>
          <dd i18n>Close what is open</dd>
        </div>
      </dl>
      <label class="choice">
        <input
          #single
          type="checkbox"
          [checked]="shortcuts.singleKeys()"
          (change)="shortcuts.useSingleKeys(single.checked)"
        />
        <span i18n>Use single keys such as j, k and / (keys with Ctrl always work)</span>
      </label>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    dl {
      display: grid;
      gap: 8px;
      margin-bottom: 16px;
    }
    dl > div {
      display: grid;
      grid-template-columns: 96px 1fr;
    }
  `,
})
export class HelpDialog {
  protected readonly shortcuts = inject(Shortcuts);
}
