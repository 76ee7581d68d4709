import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';

/** Says that the session has ended, and leads to sign-in beside the page, which keeps what was typed on it. */
@Component({
  selector: 'app-session-ended-dialog',
  imports: [MatButton, MatDialogModule, RouterLink],
  template: `
    <h2 mat-dialog-title i18n>Your session has ended</h2>
    <mat-dialog-content>
      <p i18n>
        Nothing was changed. This page stays as you left it, with what you typed: sign in in a new tab, then
        come back to this one and go on.
      </p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close i18n>Back to the page</button>
      <a
        matButton="filled"
        routerLink="/sign-in"
        [queryParams]="{ return_to: here }"
        target="_blank"
        mat-dialog-close
        i18n
        >Sign in in a new tab</a
      >
    </mat-dialog-actions>
  `,
})
export class SessionEndedDialog {
  protected readonly here = inject<string>(MAT_DIALOG_DATA);
}
