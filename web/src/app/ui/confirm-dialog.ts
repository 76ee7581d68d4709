import { Component, inject, signal } from '@angular/core';
import { form, FormField, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Field } from './field';

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

/** The dialog behind `Confirm`: it states the consequence and names the act on its button. */
@Component({
  selector: 'app-confirm-dialog',
  imports: [Field, FormField, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.heading }}</h2>
    <mat-dialog-content class="stack">
      <p>{{ question.consequence }}</p>
      @if (question.reasonLabel; as label) {
        <app-field [label]="label" [field]="answer.reason">
          <textarea class="input" [formField]="answer.reason"></textarea>
        </app-field>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <!-- Without a value it would close with an empty text, which whoever asked takes for a yes. -->
      <button matButton type="button" [mat-dialog-close]="undefined" i18n>Cancel</button>
      <button matButton="filled" type="button" [class.danger]="question.danger" (click)="confirm()">
        {{ question.action }}
      </button>
    </mat-dialog-actions>
  `,
})
export class ConfirmDialog {
  private readonly dialog = inject<MatDialogRef<ConfirmDialog, Yes>>(MatDialogRef);
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly answer = form(signal({ reason: '' }), (path) => {
    required(path.reason, {
      when: () => this.question.reasonLabel !== undefined,
      message: $localize`Give a reason. It is kept with the record of this change.`,
    });
  });

  protected confirm(): void {
    this.answer().markAsTouched();
    this.answer.reason().markAsTouched();
    if (this.answer().invalid()) return;
    this.dialog.close({ reason: this.answer.reason().value().trim() });
  }
}
