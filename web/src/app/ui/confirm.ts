import { inject, Service } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

/** What a person is asked before something that cannot simply be undone. */
export interface Question {
  /** The act as a question: "Revoke this token?" */
  readonly heading: string;
  /** Who or what is affected, and how. */
  readonly consequence: string;
  /** The act as a verb: "Revoke token". */
  readonly action: string;
  /** Whether the act takes something away. */
  readonly danger?: boolean;
  /** The label of a reason that must be given. */
  readonly reasonLabel?: string;
}

/** A person's yes, with the reason where one was asked for. */
export interface Yes {
  readonly reason: string;
}

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
