import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { SessionEndedDialog } from './session-ended-dialog';

/** Says that the session has ended, once however many requests learn it. */
@Service()
export class SessionEnded {
  private readonly dialogs = inject(MatDialog);

  say(here: string): void {
    const isSaid = this.dialogs.openDialogs.some(
      ({ componentInstance }) => componentInstance instanceof SessionEndedDialog,
    );
    if (isSaid) return;
    this.dialogs.open<SessionEndedDialog, string>(SessionEndedDialog, {
      data: here,
      width: '480px',
      autoFocus: 'dialog',
    });
  }
}
