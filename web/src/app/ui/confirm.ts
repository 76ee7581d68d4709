import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Question, Yes } from './confirm-dialog';

/** Asks a question in a dialog; resolves to nothing when the person steps back. */
@Service()
export class Confirm {
  private readonly dialogs = inject(MatDialog);

  async ask(question: Question): Promise<Yes | undefined> {
    const { ConfirmDialog } = await import('./confirm-dialog');
    const dialog = this.dialogs.open<InstanceType<typeof ConfirmDialog>, Question, Yes>(ConfirmDialog, {
      data: question,
      width: '480px',
      autoFocus: question.reasonLabel ? 'first-tabbable' : 'dialog',
    });
    return firstValueFrom(dialog.afterClosed());
  }
}
