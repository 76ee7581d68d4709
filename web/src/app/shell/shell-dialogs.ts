import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { HelpDialog } from './help-dialog';
import { JumpDialog } from './jump-dialog';

/** The dialogs of the frame, loaded when one is first asked for. */
@Service()
export class ShellDialogs {
  private readonly dialogs = inject(MatDialog);

  openJump(): void {
    if (this.dialogs.openDialogs.length) return;
    this.dialogs.open(JumpDialog, {
      width: '560px',
      position: { top: '64px' },
      ariaLabel: $localize`Search or jump`,
    });
  }

  openHelp(): void {
    if (this.dialogs.openDialogs.length) return;
    this.dialogs.open(HelpDialog, { width: '480px', autoFocus: 'dialog' });
  }
}
